using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Authorization;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.Lists;
using OrleansRegistration.Names;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Passwords;
using OrleansRegistration.Retries;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Users;

/// <summary>The account of the caller.</summary>
internal static class MeEndpoints
{
    /// <summary>The path of the account.</summary>
    public const string Path = "/api/me/";

    /// <summary>Maps the routes.</summary>
    public static void MapMe(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(Path, GetAsync)
            .RequireAuthorization(AccessPolicies.AnyAccount)
            .LimitedPerAddress(LimitKind.Account)
            .WithTags(ApiTags.Account)
            .WithName("getMe")
            .WithSummary("Get my account")
            .WithDescription("Works before the account is activated, too.")
            .ProducesErrors(503);
        routes
            .MapPost($"{Path}email/", CorrectEmailAsync)
            .RequireAuthorization(AccessPolicies.AnyAccount)
            .LimitedPerAddress(LimitKind.Resend) // each may send a mail
            .WithTags(ApiTags.Account)
            .WithName("correctEmail")
            .WithSummary("Correct my e-mail address")
            .WithDescription(
                "Works until the account is activated. The body must hold the password. "
                    + "The old address becomes available, links that were mailed to it stop working, "
                    + "and an activation mail goes to the new address."
            )
            .ProducesErrors(409, 503);
        var group = routes
            .MapGroup(Path)
            .RequireAuthorization()
            .LimitedPerAddress(LimitKind.Account)
            .WithTags(ApiTags.Account)
            .ProducesErrors(503);
        group
            .MapPatch("", RenameAsync)
            .LimitedPerAddress(LimitKind.Availability) // the answer tells whether a name is available
            .WithName("changeNickname")
            .WithSummary("Change my nickname")
            .WithDescription(
                "The old nickname becomes available. An account from another service that must change its username "
                    + "may do so once."
            )
            .ProducesErrors(409);
        group
            .MapDelete("", EndAsync)
            .WithName("deleteAccount")
            .WithSummary("Delete my account")
            .WithDescription(
                "Deletes the account permanently. The body must hold the password. "
                    + "The username, nickname and e-mail address become available. The invitation codes stop working. "
                    + "Personal data is erased. The counts of the account that invited it stay."
            )
            .WithRefreshCookie();
        group
            .MapPost("invitation-code/", NewCodeAsync)
            .WithName("createInvitationCode")
            .WithSummary("Create a new invitation code")
            .WithDescription("The new code retires the old ones. Their counts are kept.")
            .ProducesErrors(409);
        group
            .MapGet("invitees/", ListInviteesAsync)
            .WithName("listInvitees")
            .WithSummary("List the accounts that I invited")
            .WithDescription(
                "The oldest come first. An account is listed once its sign-up is counted, which takes a moment."
            )
            .WithPages()
            .ProducesErrors(400);
    }

    internal static async Task<Results<Ok<MeResponse>, Problem>> GetAsync(
        Caller caller,
        IGrainFactory grains,
        MeDescription description
    )
    {
        var overview = await Retry.CallAsync(() => grains.GetUser(caller.User).GetAsync());
        return overview is null ? Problems.ForGoneAccount() : TypedResults.Ok(description.Describe(overview));
    }

    internal static async Task<Results<Ok<NamesResponse>, Problem>> RenameAsync(
        Body<AccountPatch> body,
        Caller caller,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        var (newUsername, newNickname) = (body.Value.Username, body.Value.Nickname);
        var username =
            newUsername != default
                ? NameFields.Parse<Username>(FieldNames.Username, newUsername, Username.TryParse, errors)
                : null;
        var nickname =
            newNickname != default || newUsername == default
                ? NameFields.Parse<Nickname>(FieldNames.Nickname, newNickname, Nickname.TryParse, errors)
                : null;
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var user = grains.GetUser(caller.User);
        if (
            username is not null
            && await Retry.CallAsync(() => user.ChangeUsernameAsync(username)) is var first
            && first is not (ChangeOutcome.Done or ChangeOutcome.Unchanged)
        )
        {
            return Problems.ForChange(first, name: SignUpField.Username);
        }

        if (
            nickname is not null
            && await Retry.CallAsync(() => user.RenameAsync(nickname)) is var second
            && second is not (ChangeOutcome.Done or ChangeOutcome.Unchanged)
        )
        {
            return Problems.ForChange(second);
        }

        return TypedResults.Ok(new NamesResponse(nickname?.Value, username?.Value));
    }

    internal static async Task<Results<Ok<EmailResponse>, Problem>> CorrectEmailAsync(
        Body<EmailCorrection> body,
        Caller caller,
        IGrainFactory grains,
        RateLimits limits
    )
    {
        var errors = new FieldErrors();
        var email = NameFields.Parse<EmailAddress>(FieldNames.Email, body.Value.Email, EmailAddress.TryParse, errors);
        var password = PasswordForm.Read(FieldNames.Password, body.Value.Password, errors);
        if (email is null || password is null)
        {
            return Problems.ForFields(errors);
        }

        if (await limits.TakeAsync(LimitKind.CorrectionAccount, caller.User.ToString()) is { } refusal)
        {
            return refusal;
        }

        var outcome = await Retry.OnceAsync(
            () => grains.GetUser(caller.User).CorrectEmailAsync(email, password, caller.Session),
            ChangeOutcome.Unknown
        );
        return outcome is ChangeOutcome.Done or ChangeOutcome.Unchanged
            ? TypedResults.Ok(new EmailResponse(email.Value))
            : Problems.ForChange(outcome, name: SignUpField.Email);
    }

    internal static async Task<Results<NoContent, Problem>> EndAsync(
        OptionalBody<AccountEndRequest> body,
        HttpContext context,
        Caller caller,
        IGrainFactory grains,
        RefreshCookie cookie
    )
    {
        var errors = new FieldErrors();
        var password = PasswordForm.Read(FieldNames.Password, body.Value?.Password ?? default, errors);
        if (password is null)
        {
            return Problems.ForFields(errors);
        }

        var outcome = await Retry.OnceAsync(
            () => grains.GetUser(caller.User).EndAsync(password, caller.Session),
            ChangeOutcome.Unknown
        );
        if (outcome is not ChangeOutcome.Done)
        {
            return Problems.ForChange(outcome);
        }

        cookie.Clear(context);
        return TypedResults.NoContent();
    }

    internal static async Task<Results<Created<NewCodeResponse>, Problem>> NewCodeAsync(
        Caller caller,
        IGrainFactory grains,
        MeDescription description
    )
    {
        var result = await Retry.OnceAsync(
            () => grains.GetUser(caller.User).NewCodeAsync(),
            new(ChangeOutcome.Unknown, null)
        );
        return result.Code is { } code
            ? TypedResults.Created(Path, new NewCodeResponse(code.Value, description.LinkOf(code)))
            : Problems.ForChange(result.Outcome);
    }

    internal static async Task<Results<Ok<InviteesResponse>, Problem>> ListInviteesAsync(
        Caller caller,
        IGrainFactory grains,
        DerivedSecrets secrets,
        [Description("The `next_cursor` of an earlier answer. Without it the list begins at the start.")]
            string? cursor = null,
        [Description("How many accounts to list.")] string? limit = null
    )
    {
        var errors = new FieldErrors();
        var query = InviteeQuery.Parse(cursor, limit, caller.User, secrets, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var page = await Retry.CallAsync(() => grains.GetUser(caller.User).ListInviteesAsync(query.From, query.Limit));
        return page is null
            ? Problems.ForGoneAccount()
            : TypedResults.Ok(
                new InviteesResponse(
                    [
                        .. page.Items.Select(invitee => new InviteeResponse(
                            invitee.Nickname,
                            invitee.DateJoined.UtcDateTime,
                            invitee.IsActive
                        )),
                    ],
                    page.Next is { } next ? InviteeQuery.Write(next, caller.User, secrets) : null
                )
            );
    }
}
