using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Sessions;
using OrleansRegistration.Users;

namespace OrleansRegistration.Passwords;

/// <summary>A change of one's password.</summary>
internal sealed record PasswordChangeRequest
{
    /// <summary>Name of the field.</summary>
    public const string OldField = "old_password";

    public TextField OldPassword { get; init; }

    public TextField Password1 { get; init; }

    public TextField Password2 { get; init; }
}

/// <summary>Passwords of accounts that exist.</summary>
internal static class PasswordEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapPasswords(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/password/change/", ChangeAsync)
            .RequireAuthorization()
            .WithTags("Passwords")
            .WithSummary("Changes one's password, and signs all other devices out")
            .ProducesErrors(400, 401, 403, 413, 415, 503);

    internal static async Task<Results<NoContent, Problem>> ChangeAsync(Body<PasswordChangeRequest> body, ClaimsPrincipal principal, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        PasswordFields.IsGiven(PasswordChangeRequest.OldField, body.Value.OldPassword, errors);
        var password = PasswordFields.Parse(body.Value.Password1, body.Value.Password2, [], errors);
        if (errors.Any)
        {
            return Outcomes.OfFields(errors);
        }

        if (Caller.Of(principal) is not { } caller)
        {
            return Outcomes.OfGoneAccount();
        }

        var outcome = await grains.GetUser(caller.User).ChangePasswordAsync(new(body.Value.OldPassword.Text!, password!), caller.Session);
        return outcome is PasswordChange.Done ? TypedResults.NoContent() : Outcomes.OfPasswordChange(outcome);
    }
}
