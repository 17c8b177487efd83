using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Limits;
using OrleansRegistration.Passwords;
using OrleansRegistration.Reservations;
using OrleansRegistration.Sessions;
using OrleansRegistration.Users;

namespace OrleansRegistration.Accounts;

/// <summary>What the owner of an account may do with it.</summary>
internal static class AccountEndpoints
{
    private const string MePath = "/api/me/";

    /// <summary>Maps the routes.</summary>
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(MePath).RequireAuthorization().WithTags("One's own account");
        group.MapPatch("", ChangeAsync)
            .LimitedPerAddress(LimitKind.Availability) // it tells whether a name is to be had
            .WithSummary("Takes another nickname; the old one is free")
            .ProducesErrors(400, 401, 403, 409, 413, 415, 503);
        group.MapDelete("", EndAsync)
            .LimitedPerAddress(LimitKind.Account)
            .WithSummary("Ends one's account for good, with its password")
            .WithDescription("Its names are free, its codes stop, and what is personal is erased. Whom it invited stays counted.")
            .ProducesErrors(400, 401, 403, 413, 415, 503);
        group.MapPost("invitation-code/", NewCodeAsync)
            .LimitedPerAddress(LimitKind.Account)
            .WithSummary("Gives one's account a new invitation code")
            .WithDescription("The old ones stop, and still count.")
            .ProducesErrors(401, 403, 409, 503);
        group.MapGet("invitees/", ListInviteesAsync)
            .LimitedPerAddress(LimitKind.Account)
            .WithSummary("Who signed up with one's codes, oldest first")
            .WithDescription("Soon after the sign-up: when it is counted. limit is 1 to 100, 20 by default; cursor is the last answer's next_cursor.")
            .ProducesErrors(400, 401, 403, 503);
    }

    internal static async Task<Results<Ok<NicknameResponse>, Problem>> ChangeAsync(
        Body<AccountPatch> body, Caller caller, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        Nickname? nickname = null;
        var problem = body.Value.Nickname.IsMistyped ? NameProblem.Invalid : Nickname.TryParse(body.Value.Nickname.Text?.Trim(), out nickname);
        if (problem is not NameProblem.None)
        {
            errors.Add(SignUpFields.Nickname, Outcomes.CodeOf(problem));
            return Outcomes.OfFields(errors);
        }

        var change = await grains.GetUser(caller.User).RenameAsync(nickname!);
        return change is AccountChange.Done or AccountChange.Unchanged ? TypedResults.Ok(new NicknameResponse(nickname!.Value)) : Outcomes.OfRename(change);
    }

    internal static async Task<Results<NoContent, Problem>> EndAsync(
        OptionalBody<AccountEndRequest> body,
        HttpContext context,
        Caller caller,
        IGrainFactory grains,
        RefreshCookie cookie)
    {
        var errors = new FieldErrors();
        var password = PasswordForm.Read(AccountEndRequest.PasswordField, body.Value?.Password ?? default, errors);
        if (password is null)
        {
            return Outcomes.OfFields(errors);
        }

        var end = await grains.GetUser(caller.User).EndAsync(password, caller.Session);
        if (end is not AccountEnd.Done)
        {
            return Outcomes.OfAccountEnd(end);
        }

        cookie.Clear(context);
        return TypedResults.NoContent();
    }

    internal static async Task<Results<Created<NewCodeResponse>, Problem>> NewCodeAsync(
        Caller caller, IGrainFactory grains, MeDescription description)
    {
        var result = await grains.GetUser(caller.User).NewCodeAsync();
        return result.Code is { } code ? TypedResults.Created(MePath, new NewCodeResponse(code.Value, description.LinkOf(code))) : Outcomes.OfNewCode(result.Outcome);
    }

    internal static async Task<Results<Ok<InviteesResponse>, Problem>> ListInviteesAsync(
        Caller caller, IGrainFactory grains, KeyedHash hash, string? cursor = null, string? limit = null)
    {
        var errors = new FieldErrors();
        var query = InviteeQuery.Parse(cursor, limit, caller.User, hash, errors);
        if (errors.Any)
        {
            return Outcomes.OfFields(errors);
        }

        if (await grains.GetUser(caller.User).ListInviteesAsync(query.From, query.Limit) is not { } page)
        {
            return Outcomes.OfGoneAccount();
        }

        return TypedResults.Ok(new InviteesResponse(
            [.. page.Items.Select(invitee => new InviteeResponse(invitee.Nickname, invitee.DateJoined.UtcDateTime, invitee.IsActive))],
            page.Next is { } next ? InviteeQuery.Write(next, caller.User, hash) : null));
    }
}
