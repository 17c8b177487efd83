using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Audit;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Lists;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;
using OrleansRegistration.Sessions;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>One person: the account, and the acts of operators on it.</summary>
internal static class PersonEndpoints
{
    private const string IdRule = "The account's id.";

    /// <summary>Maps the routes.</summary>
    public static void MapPerson(this IEndpointRouteBuilder routes)
    {
        var person = routes.MapOperators("people/{id}/").ProducesErrors(404);
        MapReads(person);
        MapActs(person);
        person
            .MapPost("role/", SetRoleAsync)
            .RequireScope(Scope.AdminOnly)
            .WithName("setRole")
            .WithSummary("Change a person's role")
            .WithDescription(
                "The body must hold the administrator's password and a reason. "
                    + "Nobody can change the own role. An administrator must have an activated account."
            )
            .ProducesErrors(409);
        person
            .MapDelete("", EndAsync)
            .RequireScope(Scope.AdminOnly)
            .WithName("deletePerson")
            .WithSummary("Delete a person's account")
            .WithDescription(
                "Deletes the account permanently, as its owner can. "
                    + "The body must hold the administrator's password and a reason."
            )
            .ProducesErrors(409);
    }

    private static void MapReads(RouteGroupBuilder person)
    {
        person
            .MapGet("", GetAsync)
            .RequireScope(Scope.PeopleRead)
            .WithName("getPerson")
            .WithSummary("Get a person's account")
            .WithDescription("Needs scope `people:read`. Works after the end of the account, too, without names.");
        person
            .MapGet("sessions/", ListSessionsAsync)
            .RequireScope(Scope.PeopleRead)
            .WithName("listPersonSessions")
            .WithSummary("List a person's signed-in devices")
            .WithDescription("Needs scope `people:read`. The most recently used comes first.")
            .ProducesErrors(409);
        person
            .MapGet("audit/", ReadAuditAsync)
            .RequireScope(Scope.AuditRead)
            .WithName("readPersonAudit")
            .WithSummary("Read the acts on a person")
            .WithDescription("Needs scope `audit:read`. The newest act comes first. Parameter `subject` is ignored.")
            .WithPages()
            .WithCsv()
            .ProducesErrors(400);
    }

    private static void MapActs(RouteGroupBuilder person)
    {
        person
            .MapPost("disable/", DisableAsync)
            .RequireScope(Scope.PeopleWrite)
            .WithName("disablePerson")
            .WithSummary("Disable a person's account")
            .WithDescription("Needs scope `people:write`. The body must hold a reason. Names, codes and counts stay.")
            .ProducesErrors(409);
        Map("enable/", (grains, user, act) => grains.GetUser(user).SetDisabledAsync(false, act))
            .WithName("enablePerson")
            .WithSummary("Enable a person's account")
            .WithDescription("Needs scope `people:write`. Sessions that the account had go on.");
        Map("end-sessions/", (grains, user, act) => grains.GetUserAdministration(user).EndSessionsAsync(act))
            .WithName("endPersonSessions")
            .WithSummary("Sign out all devices of a person")
            .WithDescription("Needs scope `people:write`. Access tokens stay valid until they expire.");
        Map("resend-activation/", (grains, user, act) => grains.GetUserAdministration(user).ResendActivationAsync(act))
            .WithName("resendPersonActivation")
            .WithSummary("Send a person's activation mail again")
            .WithDescription(
                "Needs scope `people:write`. A mail that was sent a moment ago is not sent again: "
                    + "`Mail:MinIntervalSeconds`."
            );
        Map("activate/", (grains, user, act) => grains.GetUserAdministration(user).ActivateAsync(act))
            .WithName("activatePerson")
            .WithSummary("Activate a person's account by hand")
            .WithDescription("Needs scope `people:write`. Works after the time for the activation, too.");
        person
            .MapDelete("sessions/{session}/", EndSessionAsync)
            .RequireScope(Scope.PeopleWrite)
            .WithName("endPersonSession")
            .WithSummary("Sign out a device of a person")
            .WithDescription("Needs scope `people:write`. The access token stays valid until it expires.");

        RouteHandlerBuilder Map(string path, Func<IGrainFactory, UserId, ActRequest, Task<ChangeOutcome>> act) =>
            person
                .MapPost(
                    path,
                    (
                        [Description(IdRule)] string id,
                        OptionalBody<ReasonRequest> body,
                        Operator caller,
                        IGrainFactory grains
                    ) => ActAsync(id, body, caller, (user, request) => act(grains, user, request))
                )
                .RequireScope(Scope.PeopleWrite)
                .ProducesErrors(409);
    }

    internal static async Task<Results<Ok<PersonAccountResponse>, Problem>> GetAsync(
        [Description(IdRule)] string id,
        IGrainFactory grains
    ) => await FindAsync(id, grains) is { } person ? TypedResults.Ok(AccountDescription.Describe(person)) : NotFound();

    internal static async Task<Results<Ok<SessionsResponse>, Problem>> ListSessionsAsync(
        [Description(IdRule)] string id,
        IGrainFactory grains
    )
    {
        if (await FindAsync(id, grains) is not { } person)
        {
            return NotFound();
        }

        return await Retry.CallAsync(() => grains.GetSessions(person.Id).ListAsync()) is { } list
            ? TypedResults.Ok(SessionsResponse.Of(list))
            : Problems.ForAct(
                person.State switch
                {
                    AccountStatus.Disabled => ChangeOutcome.Disabled,
                    AccountStatus.Lapsed => ChangeOutcome.Lapsed,
                    _ => ChangeOutcome.Ended,
                }
            );
    }

    internal static async Task<Results<Ok<AuditResponse>, CsvFile, Problem>> ReadAuditAsync(
        [Description(IdRule)] string id,
        [AsParameters] AuditFilter filter,
        HttpRequest request,
        IGrainFactory grains
    )
    {
        if (await FindAsync(id, grains) is not { } person)
        {
            return NotFound();
        }

        var errors = new FieldErrors();
        var query = filter.Parse(errors, AuditFilter.SubjectsOf(person.Id));
        return await AuditEndpoints.AnswerAsync(query, filter, errors, request, grains);
    }

    internal static async Task<Results<NoContent, Problem>> DisableAsync(
        [Description(IdRule)] string id,
        Body<ReasonRequest> body,
        Operator caller,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        var reason = OperatorForm.ReadReason(body.Value.Reason, errors);
        if (reason is null)
        {
            return Problems.ForFields(errors);
        }

        return IsOwn(id, caller)
            ? Problems.ForOwnAccount()
            : await ActAsync(id, caller.Asks(reason), (user, act) => grains.GetUser(user).SetDisabledAsync(true, act));
    }

    internal static async Task<Results<NoContent, Problem>> SetRoleAsync(
        [Description(IdRule)] string id,
        Body<RoleRequest> body,
        Operator caller,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        var role = RoleNames.Parse(body.Value.Role.Text);
        if (role is null)
        {
            errors.Add(
                FieldNames.Role,
                string.IsNullOrEmpty(body.Value.Role.Text) && !body.Value.Role.IsMistyped
                    ? ErrorCodes.Required
                    : ErrorCodes.Invalid
            );
        }

        var (confirmed, refusal) = await OperatorForm.ConfirmAsync(body.Value, caller, grains, errors);
        return confirmed is null || role is null ? refusal!
            : IsOwn(id, caller) ? Problems.ForOwnAccount()
            : await ActAsync(id, confirmed, (user, act) => grains.GetUser(user).SetRoleAsync(role.Value, act));
    }

    internal static async Task<Results<NoContent, Problem>> EndAsync(
        [Description(IdRule)] string id,
        OptionalBody<DrasticRequest> body,
        Operator caller,
        IGrainFactory grains
    )
    {
        var (confirmed, refusal) = await OperatorForm.ConfirmAsync(body.Value, caller, grains, new());
        return confirmed is null ? refusal!
            : IsOwn(id, caller) ? Problems.ForOwnAccount()
            : await ActAsync(id, confirmed, (user, act) => grains.GetUserAdministration(user).EndAsync(act));
    }

    internal static async Task<Results<NoContent, Problem>> EndSessionAsync(
        [Description(IdRule)] string id,
        [Description("The `id` of a session in the list.")] string session,
        Operator caller,
        IGrainFactory grains
    )
    {
        var act = caller.Asks();
        return
            UserId.TryParse(id, out var user)
            && Guid.TryParseExact(session, "D", out var sid)
            && await Retry.CallAsync(() => grains.GetSessions(user).EndAsync(sid, act))
            ? TypedResults.NoContent()
            : NotFound();
    }

    private static async Task<Results<NoContent, Problem>> ActAsync(
        string id,
        OptionalBody<ReasonRequest> body,
        Operator caller,
        Func<UserId, ActRequest, Task<ChangeOutcome>> act
    )
    {
        var errors = new FieldErrors();
        var reason = OperatorForm.ReadOptionalReason(body.Value?.Reason ?? default, errors);
        return errors.Any ? Problems.ForFields(errors) : await ActAsync(id, caller.Asks(reason), act);
    }

    /// <summary>Asks for an act on a person.</summary>
    internal static async Task<Results<NoContent, Problem>> ActAsync(
        string id,
        ActRequest request,
        Func<UserId, ActRequest, Task<ChangeOutcome>> act
    )
    {
        if (!UserId.TryParse(id, out var user))
        {
            return NotFound();
        }

        var outcome = await Retry.CallAsync(() => act(user, request));
        return outcome is ChangeOutcome.Done or ChangeOutcome.Unchanged
            ? TypedResults.NoContent()
            : Problems.ForAct(outcome);
    }

    private static async Task<PersonOverview?> FindAsync(string id, IGrainFactory grains) =>
        UserId.TryParse(id, out var user)
            ? await Retry.CallAsync(() => grains.GetUserAdministration(user).DescribeAsync())
            : null;

    private static bool IsOwn(string id, Operator caller) =>
        UserId.TryParse(id, out var user) && caller.Admin?.User == user;

    private static Problem NotFound() => Problems.ForStatus(StatusCodes.Status404NotFound);
}
