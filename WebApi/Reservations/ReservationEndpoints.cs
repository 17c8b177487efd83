using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Limits;
using OrleansRegistration.Names;
using OrleansRegistration.Reference;
using OrleansRegistration.Users;

namespace OrleansRegistration.Reservations;

/// <summary>Which of the names asked about are to be had.</summary>
internal sealed record AvailabilityResponse(
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("Whether the username is available. Absent if it was not asked for.")
    ]
        bool? Username,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("Whether the nickname is available. Absent if it was not asked for.")
    ]
        bool? Nickname
);

/// <summary>Names, before a sign-up. E-mail addresses are not told: that would tell who has an account.</summary>
internal static class ReservationEndpoints
{
    /// <summary>Maps the route.</summary>
    public static void MapReservations(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/availability/", GetAvailabilityAsync)
            .WithTags(ApiTags.SignUp)
            .WithName("checkAvailability")
            .WithSummary("Check whether a username or nickname is available")
            .WithDescription("The request must name at least one of the two.")
            .LimitedPerAddress(LimitKind.Availability)
            .ProducesErrors(400, 503);

    internal static async Task<Results<Ok<AvailabilityResponse>, Problem>> GetAvailabilityAsync(
        IGrainFactory grains,
        [Description("The username to check.")] string? username = null,
        [Description("The nickname to check.")] string? nickname = null
    )
    {
        if (username is null && nickname is null)
        {
            return Outcomes.OfNoNames();
        }

        var errors = new FieldErrors();
        var parsedUsername = username is null
            ? null
            : NameFields.Parse<Username>(SignUpFields.Username, new(username), Username.TryParse, errors);
        var parsedNickname = nickname is null
            ? null
            : NameFields.Parse<Nickname>(SignUpFields.Nickname, new(nickname), Nickname.TryParse, errors);
        if (errors.Any)
        {
            return Outcomes.OfFields(errors);
        }

        var usernameIsFree = IsFreeAsync(grains, parsedUsername?.Claims);
        var nicknameIsFree = IsFreeAsync(grains, parsedNickname?.Claims);
        await Task.WhenAll(usernameIsFree, nicknameIsFree);
        return TypedResults.Ok(new AvailabilityResponse(await usernameIsFree, await nicknameIsFree));
    }

    private static async Task<bool?> IsFreeAsync(IGrainFactory grains, IEnumerable<NameClaim>? claims) =>
        claims is null ? null : !await grains.IsAnyTakenAsync(claims);
}
