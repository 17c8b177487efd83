using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>The quota of one account.</summary>
internal static class QuotaEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapQuotas(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapOperators("people/");
        group
            .MapGet("{id}/quota/", GetAsync)
            .RequireScope(Scope.PeopleRead)
            .WithName("getQuota")
            .WithSummary("Get the quota of an account")
            .ProducesErrors(404);
        group
            .MapPut("{id}/quota/", SetAsync)
            .RequireScope(Scope.PeopleWrite)
            .WithName("setQuota")
            .WithSummary("Set the quota of an account")
            .WithDescription(
                "Bounds the codes that the account makes itself. Codes that operators issue to it have limits of their "
                    + "own. A quota may be less than what is used already: then nobody else can use the codes."
            )
            .ProducesErrors(404);
    }

    internal static async Task<Results<Ok<QuotaResponse>, Problem>> GetAsync(
        [Description("The id of the account.")] string id,
        IGrainFactory grains
    ) =>
        UserId.TryParse(id, out var user)
        && await Retry.CallAsync(() => grains.GetUser(user).GetQuotaAsync()) is { } quota
            ? TypedResults.Ok(new QuotaResponse(quota.Codes, quota.Uses))
            : Problems.ForAbsence();

    internal static async Task<Results<Ok<QuotaResponse>, Problem>> SetAsync(
        [Description("The id of the account.")] string id,
        Body<QuotaRequest> body,
        Operator caller,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        var quota = new Quota(
            (int?)CodeFields.ReadNumber(FieldNames.Codes, body.Value.Codes, 1, Quota.MaxCodes, errors),
            CodeFields.ReadNumber(FieldNames.Uses, body.Value.Uses, 0, Quota.MaxUses, errors)
        );
        var act = caller.Asks(OperatorForm.ReadOptionalReason(body.Value.Reason, errors));
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var outcome = UserId.TryParse(id, out var user)
            ? await Retry.CallAsync(() => grains.GetUser(user).SetQuotaAsync(quota, act))
            : ChangeOutcome.NoAccount;
        return outcome switch
        {
            ChangeOutcome.Done or ChangeOutcome.Unchanged => TypedResults.Ok(
                new QuotaResponse(quota.Codes, quota.Uses)
            ),
            ChangeOutcome.NoAccount => Problems.ForAbsence(),
            _ => Problems.ForChange(outcome),
        };
    }
}
