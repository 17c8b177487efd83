using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Jobs;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Lists;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;
using OrleansRegistration.Tree;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>Freezes the codes of one account or of a whole subtree (docs/adr/0038-freezing-a-subtree.md).</summary>
internal static class FreezeEndpoints
{
    private const string IdRule = "The account's id.";

    /// <summary>Maps the routes.</summary>
    public static void MapFreezes(this IEndpointRouteBuilder routes)
    {
        var person = routes.MapOperators("people/{id}/").RequireScope(Scope.PeopleWrite).ProducesErrors(404, 409);
        person
            .MapPost("freeze/", FreezeAsync)
            .WithName("freezePerson")
            .WithSummary("Freeze the codes of a person")
            .WithDescription(
                "Needs scope `people:write`. The codes refuse, and the account gets no new one. It stays."
            );
        person
            .MapPost("unfreeze/", UnfreezeAsync)
            .WithName("unfreezePerson")
            .WithSummary("Unfreeze the codes of a person")
            .WithDescription("Needs scope `people:write`. Also when a subtree with the account is frozen.");
        person
            .MapPost("subtree/freeze/", FreezeSubtreeAsync)
            .WithIdempotencyKey()
            .WithName("freezeSubtree")
            .WithSummary("Freeze the codes of a person and of all accounts below")
            .WithDescription(
                "Needs scope `people:write`. Starts a job, which freezes from the top down, and goes on until no "
                    + "account of the subtree is left. `disable` needs an administrator's password."
            );
        person
            .MapPost("subtree/unfreeze/", UnfreezeSubtreeAsync)
            .WithIdempotencyKey()
            .WithName("unfreezeSubtree")
            .WithSummary("Undo a freeze of a subtree")
            .WithDescription(
                "Needs scope `people:write`. Starts a job. Accounts that are frozen for another reason stay frozen."
            );
        routes
            .MapOperators("quarantine/")
            .MapGet("", ListAsync)
            .RequireScope(Scope.PeopleRead)
            .WithName("listQuarantine")
            .WithSummary("List the subtrees that are frozen")
            .WithPages()
            .ProducesErrors(400);
    }

    internal static Task<Results<NoContent, Problem>> FreezeAsync(
        [Description(IdRule)] string id,
        Body<ReasonRequest> body,
        Operator caller,
        IGrainFactory grains
    ) => SetFrozenAsync(true, id, body.Value, caller, grains);

    internal static Task<Results<NoContent, Problem>> UnfreezeAsync(
        [Description(IdRule)] string id,
        Body<ReasonRequest> body,
        Operator caller,
        IGrainFactory grains
    ) => SetFrozenAsync(false, id, body.Value, caller, grains);

    internal static async Task<Results<Accepted<JobResponse>, Problem>> FreezeSubtreeAsync(
        [Description(IdRule)] string id,
        Body<SubtreeFreezeRequest> body,
        HttpRequest request,
        Operator caller,
        IGrainFactory grains,
        DerivedSecrets secrets
    )
    {
        var errors = new FieldErrors();
        var key = IdempotencyKey.Read(request.Headers, errors);
        var accounts = ReadAccounts(body.Value.Accounts, SubtreeOrder.Disable, errors);
        if (accounts is not SubtreeOrder.Disable)
        {
            var reason = OperatorForm.ReadReason(body.Value.Reason, errors);
            return errors.Any
                ? Problems.ForFields(errors)
                : await StartAsync(JobKinds.TreeFreeze, id, accounts, reason, key, caller, grains, secrets);
        }

        var drastic = new DrasticRequest { Password = body.Value.Password, Reason = body.Value.Reason };
        var (confirmed, refusal) = await OperatorForm.ConfirmAsync(drastic, caller, grains, errors);
        return confirmed is null
            ? refusal!
            : await StartAsync(JobKinds.TreeFreeze, id, accounts, confirmed.Reason, key, caller, grains, secrets);
    }

    internal static async Task<Results<Accepted<JobResponse>, Problem>> UnfreezeSubtreeAsync(
        [Description(IdRule)] string id,
        Body<SubtreeUnfreezeRequest> body,
        HttpRequest request,
        Operator caller,
        IGrainFactory grains,
        DerivedSecrets secrets
    )
    {
        var errors = new FieldErrors();
        var key = IdempotencyKey.Read(request.Headers, errors);
        var accounts = ReadAccounts(body.Value.Accounts, SubtreeOrder.Enable, errors);
        var reason = OperatorForm.ReadReason(body.Value.Reason, errors);
        return errors.Any
            ? Problems.ForFields(errors)
            : await StartAsync(JobKinds.TreeUnfreeze, id, accounts, reason, key, caller, grains, secrets);
    }

    internal static async Task<Results<Ok<QuarantineListResponse>, Problem>> ListAsync(
        IGrainFactory grains,
        [Description("The `next_cursor` of an earlier answer. Without it the list begins at the start.")]
            string? cursor = null,
        [Description("How many subtrees to list.")] string? limit = null
    )
    {
        var errors = new FieldErrors();
        var count = PageLimit.Parse(limit, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var query = new PeopleQuery(State: PersonState.Quarantined, Cursor: cursor, Limit: count);
        return await Retry.CallAsync(() => grains.GetPeople().ListAsync(query)) is { } page
            ? TypedResults.Ok(
                new QuarantineListResponse(
                    await Task.WhenAll(page.Items.Select(root => DescribeAsync(root, grains))),
                    page.Next
                )
            )
            : Problems.ForField(FieldNames.Cursor, ErrorCodes.Invalid);
    }

    private static async Task<QuarantineResponse> DescribeAsync(Person root, IGrainFactory grains)
    {
        var quarantine = root.Quarantine!;
        var job = await Retry.CallAsync(() => grains.GetJob(quarantine.Job).GetAsync());
        return new(
            root.Id.ToString(),
            root.Username,
            quarantine.At.UtcDateTime,
            quarantine.Actor,
            quarantine.Reason,
            quarantine.Job.ToString("D"),
            job is null ? null : JobResponse.NameOf(job.State),
            job is { Kind: JobKinds.TreeFreeze } ? job.Done : 0,
            quarantine.UnfreezeJob?.ToString("D")
        );
    }

    private static async Task<Results<NoContent, Problem>> SetFrozenAsync(
        bool frozen,
        string id,
        ReasonRequest body,
        Operator caller,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        var reason = OperatorForm.ReadReason(body.Reason, errors);
        return errors.Any
            ? Problems.ForFields(errors)
            : await PersonEndpoints.ActAsync(
                id,
                caller.Asks(reason),
                (user, act) => grains.GetUser(user).SetFrozenAsync(frozen, act)
            );
    }

    private static string ReadAccounts(TextField field, string other, FieldErrors errors)
    {
        if (field.IsMistyped || (field.Text is { } text && text != SubtreeOrder.Stay && text != other))
        {
            errors.Add(FieldNames.Accounts, ErrorCodes.Invalid);
        }

        return field.Text == other ? other : SubtreeOrder.Stay;
    }

    private static async Task<Results<Accepted<JobResponse>, Problem>> StartAsync(
        string kind,
        string id,
        string accounts,
        string? reason,
        string? key,
        Operator caller,
        IGrainFactory grains,
        DerivedSecrets secrets
    )
    {
        if (
            !UserId.TryParse(id, out var root)
            || await Retry.CallAsync(() => grains.GetUser(root).FindInviterAsync()) is not { Exists: true }
        )
        {
            return Problems.ForAbsence();
        }

        var job = key is null ? Guid.NewGuid() : secrets.RequestOfKey(kind, caller.Actor, key);
        return await JobEndpoints.StartAsync(
            job,
            new(
                kind,
                new SubtreeOrder(root, accounts).Write(),
                Total: null,
                secrets.RequestFingerprint([root.ToString(), accounts, reason]),
                caller.Asks(reason, job)
            ),
            grains
        );
    }
}
