using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Limits;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Retries;

namespace OrleansRegistration.InvitationCodes;

/// <summary>Invitation codes before a sign-up.</summary>
internal static class InvitationCodeEndpoint
{
    private static readonly InvitationStatus NoSuchCode = new(RedeemOutcome.Invalid, null, null, null);

    /// <summary>Maps the route.</summary>
    public static void MapInvitationCodes(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/invitations/{code}/", GetAsync)
            .WithTags(ApiTags.SignUp)
            .WithName("getInvitation")
            .WithSummary("Check an invitation code")
            .WithDescription("Tells whether a sign-up can use the code, and who invites with it.")
            .LimitedPerAddress(LimitKind.CodeLookup)
            .ProducesErrors(503);

    internal static async Task<Ok<InvitationResponse>> GetAsync(
        [Description("The code, in upper or lower case, with or without hyphens and spaces.")] string code,
        IGrainFactory grains
    )
    {
        var status = InvitationCode.TryParse(code, out var parsed)
            ? await Retry.CallAsync(() => grains.GetCode(parsed).GetStatusAsync())
            : NoSuchCode;
        var isValid = status.Outcome is RedeemOutcome.Granted;
        return TypedResults.Ok(
            new InvitationResponse(
                isValid,
                isValid ? null : Problems.CodeOf(status.Outcome),
                status.InviterNickname,
                status.Remaining,
                status.ExpiresAt?.UtcDateTime,
                status.EmailDomain
            )
        );
    }
}
