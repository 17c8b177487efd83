using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.Names;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Passwords;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Users;

/// <summary>What the owner of an account may do with it.</summary>
internal static class MeEndpoints
{
    private const string MePath = "/api/me/";

    /// <summary>Maps the routes.</summary>
    public static void MapMe(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(MePath).RequireAuthorization().WithTags(ApiTags.Account);
        group
            .MapPatch("", ChangeAsync)
            .WithName("changeNickname")
            .WithSummary("Change my nickname")
            .WithDescription("The old nickname becomes available.")
            .LimitedPerAddress(LimitKind.Availability) // it tells whether a name is available
            .ProducesErrors(409, 503);
        group
            .MapDelete("", EndAsync)
            .LimitedPerAddress(LimitKind.Account)
            .WithName("deleteAccount")
            .WithSummary("Delete my account")
            .WithDescription(
                "Deletes the account permanently. The body must hold the password. "
                    + "The username, nickname and e-mail address become available. The invitation codes stop working. "
                    + "Personal data is erased. Accounts it invited are still counted."
            )
            .WithRefreshCookie()
            .ProducesErrors(503);
        group
            .MapPost("invitation-code/", NewCodeAsync)
            .LimitedPerAddress(LimitKind.Account)
            .WithName("createInvitationCode")
            .WithSummary("Create a new invitation code")
            .WithDescription("The new code disables the old ones. Their counts are kept.")
            .ProducesErrors(409, 503);
        group
            .MapGet("invitees/", ListInviteesAsync)
            .LimitedPerAddress(LimitKind.Account)
            .WithName("listInvitees")
            .WithSummary("List the accounts that I invited")
            .WithDescription(
                "The oldest come first. An account is listed once its sign-up is counted, which takes a moment."
            )
            .WithIntegerQuery(InviteeQuery.LimitField, 1, InviteeQuery.MaxLimit, InviteeQuery.DefaultLimit)
            .ProducesErrors(400, 503);
    }

    internal static async Task<Results<Ok<NicknameResponse>, Problem>> ChangeAsync(
        Body<AccountPatch> body,
        Caller caller,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        var nickname = NameFields.Parse<Nickname>(FieldNames.Nickname, body.Value.Nickname, Nickname.TryParse, errors);
        if (nickname is null)
        {
            return Problems.ForFields(errors);
        }

        var change = await grains.GetUser(caller.User).RenameAsync(nickname);
        return change is AccountChange.Done or AccountChange.Unchanged
            ? TypedResults.Ok(new NicknameResponse(nickname.Value))
            : Problems.ForRename(change);
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
        var password = PasswordForm.Read(AccountEndRequest.PasswordField, body.Value?.Password ?? default, errors);
        if (password is null)
        {
            return Problems.ForFields(errors);
        }

        var end = await grains.GetUser(caller.User).EndAsync(password, caller.Session);
        if (end is not AccountEnd.Done)
        {
            return Problems.ForAccountEnd(end);
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
        var result = await grains.GetUser(caller.User).NewCodeAsync();
        return result.Code is { } code
            ? TypedResults.Created(MePath, new NewCodeResponse(code.Value, description.LinkOf(code)))
            : Problems.ForNewCode(result.Outcome);
    }

    internal static async Task<Results<Ok<InviteesResponse>, Problem>> ListInviteesAsync(
        Caller caller,
        IGrainFactory grains,
        DerivedSecrets hash,
        [Description("The `next_cursor` of an earlier answer. Without it the list begins at the start.")]
            string? cursor = null,
        [Description("How many accounts to list.")] string? limit = null
    )
    {
        var errors = new FieldErrors();
        var query = InviteeQuery.Parse(cursor, limit, caller.User, hash, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        if (await grains.GetUser(caller.User).ListInviteesAsync(query.From, query.Limit) is not { } page)
        {
            return Problems.ForGoneAccount();
        }

        return TypedResults.Ok(
            new InviteesResponse(
                [
                    .. page.Items.Select(invitee => new InviteeResponse(
                        invitee.Nickname,
                        invitee.DateJoined.UtcDateTime,
                        invitee.IsActive
                    )),
                ],
                page.Next is { } next ? InviteeQuery.Write(next, caller.User, hash) : null
            )
        );
    }
}
