using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Limits;
using OrleansRegistration.OpenApi;

namespace OrleansRegistration.InvitationCodes;

/// <summary>What anybody who has a code may know of it.</summary>
internal sealed record InvitationResponse(
    [property: Description("Whether a sign-up can use the code now.")] bool Valid,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        AllowedValues("invalid", "disabled", "expired", "exhausted"),
        Description("Why not. Absent if `valid` is `true`.")
    ]
        string? Reason,
    [property: Description("The nickname of the account that invites, or `null` if there is none.")]
        string? InviterNickname,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("How many sign-ups the code is still good for. Absent if there is no limit.")
    ]
        long? Remaining,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("When the code expires. Absent if it does not.")
    ]
        DateTime? ExpiresAt
);

/// <summary>Invitation codes, before a sign-up.</summary>
internal static class InvitationCodeEndpoints
{
    private static readonly InvitationStatus NoSuchCode = new(RedeemOutcome.Invalid, null, null, null);

    /// <summary>Maps the route.</summary>
    public static void MapInvitationCodes(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/invitations/{code}/", GetInvitationAsync)
            .WithTags(ApiTags.SignUp)
            .WithName("getInvitation")
            .WithSummary("Check an invitation code")
            .WithDescription("Tells whether a sign-up can use the code, and who invites with it.")
            .LimitedPerAddress(LimitKind.CodeLookup)
            .ProducesErrors(503);

    internal static async Task<Ok<InvitationResponse>> GetInvitationAsync(
        [Description("The code, in upper or lower case, with or without hyphens and spaces.")] string code,
        IGrainFactory grains
    )
    {
        var status = InvitationCode.TryParse(code, out var parsed)
            ? await grains.GetCode(parsed).GetStatusAsync()
            : NoSuchCode;
        var isValid = status.Outcome is RedeemOutcome.Granted;
        return TypedResults.Ok(
            new InvitationResponse(
                isValid,
                isValid ? null : Problems.CodeOf(status.Outcome),
                status.InviterNickname,
                status.Remaining,
                status.ExpiresAt?.UtcDateTime
            )
        );
    }
}
