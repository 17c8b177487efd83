using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Limits;
using OrleansRegistration.Reservations;

namespace OrleansRegistration.InvitationCodes;

/// <summary>What anybody who has a code may know of it.</summary>
internal sealed record InvitationResponse(
    bool Valid,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    string? InviterNickname,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Remaining,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? ExpiresAt);

/// <summary>Invitation codes, before a sign-up.</summary>
internal static class InvitationCodeEndpoints
{
    private static readonly InvitationStatus NoSuchCode = new(RedeemOutcome.Invalid, null, null, null);

    /// <summary>Maps the route.</summary>
    public static void MapInvitationCodes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/invitations/{code}/", GetInvitationAsync)
            .WithTags("Before signing up")
            .WithSummary("Whether a code can be used, and whose it is")
            .LimitedPerAddress(LimitKind.CodeLookup)
            .ProducesErrors(503);

    internal static async Task<Ok<InvitationResponse>> GetInvitationAsync(string code, IGrainFactory grains)
    {
        var status = InvitationCode.TryParse(code, out var parsed) ? await grains.GetCode(parsed).GetStatusAsync() : NoSuchCode;
        var isValid = status.Outcome is RedeemOutcome.Granted;
        return TypedResults.Ok(new InvitationResponse(
            isValid,
            isValid ? null : Outcomes.CodeOf(status.Outcome),
            status.InviterNickname,
            status.Remaining,
            status.ExpiresAt?.UtcDateTime));
    }
}
