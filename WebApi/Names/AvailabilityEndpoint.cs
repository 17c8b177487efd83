using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Limits;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Users;

namespace OrleansRegistration.Names;

/// <summary>
/// Whether a name is available. Does not take e-mail addresses: the answer would tell who has an account.
/// </summary>
internal static class AvailabilityEndpoint
{
    /// <summary>Maps the route.</summary>
    public static void MapAvailability(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/availability/", GetAsync)
            .WithTags(ApiTags.SignUp)
            .WithName("checkAvailability")
            .WithSummary("Check whether a username or nickname is available")
            .WithDescription("The request must name at least one of the two.")
            .LimitedPerAddress(LimitKind.Availability)
            .ProducesErrors(400, 503);

    internal static async Task<Results<Ok<AvailabilityResponse>, Problem>> GetAsync(
        IGrainFactory grains,
        [Description("The username to check.")] string? username = null,
        [Description("The nickname to check.")] string? nickname = null
    )
    {
        if (username is null && nickname is null)
        {
            return Problems.ForNoNames();
        }

        var errors = new FieldErrors();
        var parsedUsername = username is null
            ? null
            : NameFields.Parse<Username>(FieldNames.Username, new(username), Username.TryParse, errors);
        var parsedNickname = nickname is null
            ? null
            : NameFields.Parse<Nickname>(FieldNames.Nickname, new(nickname), Nickname.TryParse, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var usernameIsFree = IsFreeAsync(grains, parsedUsername?.Claims);
        var nicknameIsFree = IsFreeAsync(grains, parsedNickname?.Claims);
        await Task.WhenAll(usernameIsFree, nicknameIsFree);
        return TypedResults.Ok(new AvailabilityResponse(await usernameIsFree, await nicknameIsFree));
    }

    private static async Task<bool?> IsFreeAsync(IGrainFactory grains, IEnumerable<NameClaim>? claims) =>
        claims is null ? null : !await grains.IsAnyTakenAsync(claims);
}
