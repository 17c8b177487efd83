using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrleansRegistration.Audit;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.Purchases;

/// <summary>Purchases and refunds, which services record (docs/adr/0035-purchases.md).</summary>
/// <remarks>Not limited per address: a service has an API key, and sends what its users buy.</remarks>
internal static class PurchaseEndpoints
{
    private const string Path = "/api/users/{id}/purchases/";
    private const string UserRule = "The id of the account.";
    private const string PurchaseRule = "The id of the purchase that the caller chose.";
    private const string ScopeRule = "Needs scope `purchases:write`.";
    private const string RepeatRule = "A repeat with the same ids and the same body gets the first answer again.";

    /// <summary>Maps the routes.</summary>
    public static void MapPurchases(this IEndpointRouteBuilder routes)
    {
        var group = routes
            .MapGroup(Path)
            .RequireScope(Scope.PurchasesWrite)
            .WithTags(ApiTags.Operators)
            .ProducesErrors(404, 503);
        group
            .MapPost("", RecordAsync)
            .WithName("recordPurchase")
            .WithSummary("Record a purchase")
            .WithDescription($"{ScopeRule} Adds the amount to what the account has spent, once. {RepeatRule}")
            .Produces<PurchaseResponse>(StatusCodes.Status200OK)
            .ProducesErrors(409);
        group
            .MapPost("{purchase_id}/refunds/", RefundAsync)
            .WithName("recordRefund")
            .WithSummary("Record a refund of a purchase")
            .WithDescription($"{ScopeRule} Takes the amount from what the account has spent, once. {RepeatRule}")
            .Produces<RefundResponse>(StatusCodes.Status200OK)
            .ProducesErrors(409);
        group
            .MapGet("{purchase_id}/", GetAsync)
            .WithName("getPurchase")
            .WithSummary("Get a purchase with its refunds")
            .WithDescription($"{ScopeRule} Purchases of other services are not found.");
    }

    internal static async Task<Results<Created<PurchaseResponse>, Ok<PurchaseResponse>, Problem>> RecordAsync(
        [Description(UserRule)] string id,
        Body<PurchaseBody> body,
        Operator caller,
        IGrainFactory grains,
        IOptions<LevelOptions> levels
    )
    {
        var (errors, currency) = (new FieldErrors(), levels.Value.Currency);
        var chosen = PurchaseForm.ReadId(FieldNames.PurchaseId, body.Value.PurchaseId, errors);
        var amount = PurchaseForm.ReadAmount(body.Value, currency, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        if (!UserId.TryParse(id, out var user))
        {
            return Problems.ForPurchase(PurchaseOutcome.NoAccount);
        }

        var purchase = IdOf(caller, chosen);
        var result = await RepeatAsync(() =>
            grains.GetPurchase(purchase).RecordAsync(new(user, amount, currency, caller.Actor))
        );
        if (result.Entry is not { } entry)
        {
            return Problems.ForPurchase(result.Outcome);
        }

        var answer = Describe(chosen, currency, entry);
        return result.Outcome is PurchaseOutcome.Repeated
            ? TypedResults.Ok(answer)
            : TypedResults.Created($"/api/users/{user}/purchases/{Uri.EscapeDataString(chosen)}/", answer);
    }

    internal static async Task<Results<Created<RefundResponse>, Ok<RefundResponse>, Problem>> RefundAsync(
        [Description(UserRule)] string id,
        [Description(PurchaseRule)] string purchase_id,
        Body<RefundBody> body,
        Operator caller,
        IGrainFactory grains,
        IOptions<LevelOptions> levels
    )
    {
        var (errors, currency) = (new FieldErrors(), levels.Value.Currency);
        var chosen = PurchaseForm.ReadId(FieldNames.RefundId, body.Value.RefundId, errors);
        var amount = PurchaseForm.ReadAmount(body.Value, currency, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        if (!UserId.TryParse(id, out var user) || !PurchaseId.IsValid(purchase_id))
        {
            return Problems.ForPurchase(PurchaseOutcome.NoPurchase);
        }

        var purchase = IdOf(caller, purchase_id);
        var result = await RepeatAsync(() =>
            grains.GetPurchase(purchase).RefundAsync(new(user, chosen, amount, currency, caller.Actor))
        );
        if (result.Entry is not { } entry)
        {
            return Problems.ForPurchase(result.Outcome, isRefund: true);
        }

        var answer = DescribeRefund(purchase_id, currency, entry);
        return result.Outcome is PurchaseOutcome.Repeated
            ? TypedResults.Ok(answer)
            : TypedResults.Created($"/api/users/{user}/purchases/{Uri.EscapeDataString(purchase_id)}/", answer);
    }

    internal static async Task<Results<Ok<RefundedPurchaseResponse>, Problem>> GetAsync(
        [Description(UserRule)] string id,
        [Description(PurchaseRule)] string purchase_id,
        Operator caller,
        IGrainFactory grains
    )
    {
        if (
            !UserId.TryParse(id, out var user)
            || !PurchaseId.IsValid(purchase_id)
            || await Retry.CallAsync(() => grains.GetPurchase(IdOf(caller, purchase_id)).FindAsync())
                is not { } purchase
            || purchase.User != user
        )
        {
            return Problems.ForPurchase(PurchaseOutcome.NoPurchase);
        }

        var refunds = purchase.Entries[1..];
        return TypedResults.Ok(
            new RefundedPurchaseResponse(
                Describe(purchase_id, purchase.Currency, purchase.Entries[0]),
                Money.Write(refunds.Sum(refund => refund.Amount)),
                [.. refunds.Select(refund => DescribeRefund(purchase_id, purchase.Currency, refund))]
            )
        );
    }

    // Administrators share one name, so that two of them cannot record one purchase twice.
    private static PurchaseId IdOf(Operator caller, string id) =>
        new(caller.Actor.Kind is ActorKind.Service ? caller.Actor.Name : PurchaseId.OfAdministrators, id);

    private static Task<PurchaseResult> RepeatAsync(Func<Task<PurchaseResult>> call) =>
        Retry.OnceAsync(() => Retry.CallAsync(call), new(PurchaseOutcome.Unknown));

    private static PurchaseResponse Describe(string purchase, string currency, LedgerEntry entry) =>
        new(
            purchase,
            Money.Write(entry.Amount),
            currency,
            entry.At.UtcDateTime,
            Money.Write(entry.Consumption),
            entry.LevelBefore,
            entry.Level
        );

    private static RefundResponse DescribeRefund(string purchase, string currency, LedgerEntry entry) =>
        new(
            purchase,
            entry.RefundId!,
            Money.Write(entry.Amount),
            currency,
            entry.At.UtcDateTime,
            Money.Write(entry.Consumption),
            entry.LevelBefore,
            entry.Level
        );
}
