using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Audit;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>Operators issue codes, one by one, and change them.</summary>
internal static class CodeEndpoints
{
    private const string Group = "codes/";

    /// <summary>Maps the routes.</summary>
    public static void MapCodes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapOperators(Group);
        group
            .MapPost("", IssueAsync)
            .RequireScope(Scope.CodesWrite)
            .WithIdempotencyKey()
            .WithName("issueCode")
            .WithSummary("Issue an invitation code")
            .WithDescription("The code belongs to nobody, or to the account `owner` besides the codes that it has.")
            .ProducesErrors(409);
        group
            .MapGet("{code}/", GetAsync)
            .RequireScope(Scope.CodesRead)
            .WithName("getCode")
            .WithSummary("Get an invitation code")
            .WithDescription("The counts are exact.")
            .ProducesErrors(404);
        group
            .MapPatch("{code}/", ChangeAsync)
            .RequireScope(Scope.CodesWrite)
            .WithName("changeCode")
            .WithSummary("Change an invitation code")
            .WithDescription(
                "Works for every code. Fields that are absent stay, and `null` clears a field. "
                    + "A limit may be less than what is used already: then nobody else can use the code."
            )
            .ProducesErrors(404);
    }

    internal static async Task<Results<Created<CodeResponse>, Problem>> IssueAsync(
        Body<CodeRequest> body,
        HttpRequest request,
        Operator caller,
        IGrainFactory grains,
        DerivedSecrets secrets,
        MeDescription links
    )
    {
        var errors = new FieldErrors();
        var key = IdempotencyKey.Read(request.Headers, errors);
        var form = CodeForm.Parse(body.Value, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var id = key is null ? Guid.NewGuid() : secrets.RequestOfKey(Group, caller.Actor, key);
        if (
            key is not null
            && !await Retry.CallAsync(() => grains.GetReceipt(id).MatchesAsync(form.Fingerprint(secrets)))
        )
        {
            return Problems.ForReusedKey();
        }

        var draft = form.ToDraft(id, secrets);
        var act = caller.Asks(form.Reason, id);
        var issued = form.Owner is { } owner
            ? await Retry.CallAsync(() => grains.GetUser(owner).IssueCodeAsync(draft, act))
            : await IssueToNobodyAsync(grains, draft, act);
        if (issued.Code is not { } code)
        {
            return Problems.ForIssue(issued.Outcome, isChosen: form.Chosen is not null);
        }

        var description = await Retry.CallAsync(() => grains.GetCode(code).DescribeAsync());
        return description is null
            ? Problems.ForIssue(ChangeOutcome.Unknown, isChosen: false)
            : TypedResults.Created(
                $"{OperatorRoutes.Path}{Group}{code.Value}/",
                CodeResponse.Of(code, description, links)
            );
    }

    internal static async Task<Results<Ok<CodeResponse>, Problem>> GetAsync(
        [Description("The code.")] string code,
        IGrainFactory grains,
        MeDescription links
    ) =>
        InvitationCode.TryParse(code, out var parsed)
        && await Retry.CallAsync(() => grains.GetCode(parsed).DescribeAsync()) is { } description
            ? TypedResults.Ok(CodeResponse.Of(parsed, description, links))
            : Problems.ForAbsence();

    internal static async Task<Results<Ok<CodeResponse>, Problem>> ChangeAsync(
        [Description("The code.")] string code,
        Body<CodePatch> body,
        Operator caller,
        IGrainFactory grains,
        MeDescription links
    )
    {
        var errors = new FieldErrors();
        var change = Parse(body.Value, errors);
        var act = caller.Asks(OperatorForm.ReadOptionalReason(body.Value.Reason, errors));
        return errors.Any ? Problems.ForFields(errors)
            : InvitationCode.TryParse(code, out var parsed)
            && await Retry.CallAsync(() => grains.GetCode(parsed).ChangeAsync(change, act))
                ? await GetAsync(code, grains, links)
            : Problems.ForAbsence();
    }

    private static CodeChange Parse(CodePatch patch, FieldErrors errors)
    {
        errors.CheckFlag(FieldNames.Enabled, patch.Enabled);
        var limit = CodeFields.ReadLimit(patch.Limit, errors);
        var expiry = CodeFields.ReadExpiry(patch.ExpiresAt, errors);
        var details = CodeFields.ReadDetails(patch, errors);
        return new(
            patch.Enabled.Value,
            patch.Limit.IsSent ? new(limit) : null,
            patch.ExpiresAt.IsSent ? new(expiry) : null,
            patch.Label.IsSent ? new(details.Label) : null,
            patch.Note.IsSent ? new(details.Note) : null,
            patch.EmailDomain.IsSent ? new(details.EmailDomain) : null
        );
    }

    private static async Task<NewCodeResult> IssueToNobodyAsync(IGrainFactory grains, CodeDraft draft, ActRequest act)
    {
        foreach (var code in draft.Candidates)
        {
            var issue = new CodeIssue(act.Id, Owner: null, draft.Terms, draft.Details, act);
            if (await Retry.CallAsync(() => grains.GetCode(code).IssueAsync(issue)) is IssueOutcome.Issued)
            {
                return new(ChangeOutcome.Done, code);
            }
        }

        return new(ChangeOutcome.Taken, null);
    }
}
