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
            .WithDescription(
                "The request must name at least one of the two. A name that is taken comes with suggestions, "
                    + "which are available at this moment."
            )
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

        var (ofUsername, ofNickname) = (
            LookUpAsync(grains, parsedUsername?.Claims, () => NameSuggestions.ForAsync(grains, parsedUsername!)),
            LookUpAsync(grains, parsedNickname?.Claims, () => NameSuggestions.ForAsync(grains, parsedNickname!))
        );
        await Task.WhenAll(ofUsername, ofNickname);
        var (usernameIsFree, usernames) = await ofUsername;
        var (nicknameIsFree, nicknames) = await ofNickname;
        return TypedResults.Ok(new AvailabilityResponse(usernameIsFree, nicknameIsFree, usernames, nicknames));
    }

    private static async Task<(bool? IsFree, IReadOnlyList<string>? Suggestions)> LookUpAsync(
        IGrainFactory grains,
        IEnumerable<NameClaim>? claims,
        Func<Task<IReadOnlyList<string>>> suggestAsync
    ) =>
        claims is null ? (null, null)
        : await grains.IsAnyTakenAsync(claims) ? (false, await suggestAsync())
        : (true, null);
}
