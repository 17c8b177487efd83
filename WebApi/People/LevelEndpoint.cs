using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;
using OrleansRegistration.Purchases;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>The level of an account, set by hand (docs/adr/0035-purchases.md).</summary>
internal static class LevelEndpoint
{
    /// <summary>Maps the route.</summary>
    public static void MapLevel(this IEndpointRouteBuilder routes) =>
        routes
            .MapOperators("people/")
            .MapPost("{id}/level/", SetAsync)
            .RequireScope(Scope.PeopleWrite)
            .WithName("setLevel")
            .WithSummary("Set the level of an account")
            .WithDescription(
                "Needs scope `people:write`. The level stays, whatever the account spends, until the next call. "
                    + "`null` lets it follow what the account has spent again, by the thresholds of today."
            )
            .ProducesErrors(404, 409);

    internal static async Task<Results<Ok<LevelResponse>, Problem>> SetAsync(
        [Description("The id of the account.")] string id,
        Body<LevelBody> body,
        Operator caller,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        var level = body.Value.Level;
        if (!level.IsSent)
        {
            errors.Add(FieldNames.Level, ErrorCodes.Required);
        }
        else if (level.IsMistyped || level.Value is < 0 or > LevelOptions.Highest)
        {
            errors.Add(FieldNames.Level, ErrorCodes.Invalid);
        }

        var reason = OperatorForm.ReadReason(body.Value.Reason, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var request = caller.Asks(reason);
        var result = UserId.TryParse(id, out var user)
            ? await Retry.OnceAsync(
                () =>
                    Retry.CallAsync(() => grains.GetUserAdministration(user).SetLevelAsync((int?)level.Value, request)),
                new(ChangeOutcome.Unknown)
            )
            : new(ChangeOutcome.NoAccount);
        return result.Outcome switch
        {
            ChangeOutcome.Done or ChangeOutcome.Unchanged => TypedResults.Ok(
                new LevelResponse(result.Level, result.IsByHand, Money.Write(result.Consumption))
            ),
            _ => Problems.ForAct(result.Outcome),
        };
    }
}
