using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Limits;
using OrleansRegistration.Reference;
using OrleansRegistration.Users;

namespace OrleansRegistration.Reservations;

/// <summary>Which of the names asked about are to be had.</summary>
internal sealed record AvailabilityResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("Whether the username is available. Absent if it was not asked for.")] bool? Username,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("Whether the nickname is available. Absent if it was not asked for.")] bool? Nickname);

/// <summary>Names, before a sign-up. E-mail addresses are not told: that would tell who has an account.</summary>
internal static class ReservationEndpoints
{
    /// <summary>Maps the route.</summary>
    public static void MapReservations(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/availability/", GetAvailabilityAsync)
            .WithTags(ApiTags.SignUp)
            .WithName("checkAvailability")
            .WithSummary("Check whether a username or nickname is available")
            .WithDescription("The request must name at least one of the two.")
            .LimitedPerAddress(LimitKind.Availability)
            .ProducesErrors(400, 503);

    internal static async Task<Results<Ok<AvailabilityResponse>, Problem>> GetAvailabilityAsync(
        IGrainFactory grains,
        [Description("The username to check.")] string? username = null,
        [Description("The nickname to check.")] string? nickname = null)
    {
        if (username is null && nickname is null)
        {
            return Outcomes.OfNoNames();
        }

        var errors = new FieldErrors();
        Username? parsedUsername = null;
        Nickname? parsedNickname = null;
        Check(SignUpFields.Username, username is null ? NameProblem.None : Username.TryParse(username, out parsedUsername), errors);
        Check(SignUpFields.Nickname, nickname is null ? NameProblem.None : Nickname.TryParse(nickname, out parsedNickname), errors);
        if (errors.Any)
        {
            return Outcomes.OfFields(errors);
        }

        var usernameIsFree = IsFreeAsync(grains, NameKind.Username, parsedUsername?.Key);
        var nicknameIsFree = IsFreeAsync(grains, NameKind.Nickname, parsedNickname?.Key);
        await Task.WhenAll(usernameIsFree, nicknameIsFree);
        return TypedResults.Ok(new AvailabilityResponse(await usernameIsFree, await nicknameIsFree));
    }

    private static void Check(string field, NameProblem problem, FieldErrors errors)
    {
        if (problem is not NameProblem.None)
        {
            errors.Add(field, Outcomes.CodeOf(problem));
        }
    }

    private static async Task<bool?> IsFreeAsync(IGrainFactory grains, NameKind kind, string? key) =>
        key is null ? null : !await grains.GetReservation(new NameClaim(kind, key)).IsTakenAsync();
}
