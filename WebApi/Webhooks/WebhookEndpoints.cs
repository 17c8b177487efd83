using System.ComponentModel;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Lists;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;

namespace OrleansRegistration.Webhooks;

/// <summary>Webhooks, for administrators.</summary>
internal static class WebhookEndpoints
{
    private const int SecretBytes = 32; // Standard Webhooks 1.0.0: from 24 to 64

    /// <summary>Maps the routes.</summary>
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapOperators("webhooks/").RequireScope(Scope.AdminOnly);
        group
            .MapGet("", ListAsync)
            .WithName("listWebhooks")
            .WithSummary("List the webhooks")
            .WithDescription("The secrets are not shown.");
        group
            .MapPost("", CreateAsync)
            .WithName("createWebhook")
            .WithSummary("Add a webhook")
            .WithDescription("The answer has the secret, which is not shown again. There are at most 20 webhooks.")
            .ProducesErrors(409);
        group.MapGet("{id}/", GetAsync).WithName("getWebhook").WithSummary("Get a webhook").ProducesErrors(404);
        group
            .MapPatch("{id}/", ChangeAsync)
            .WithName("changeWebhook")
            .WithSummary("Change a webhook")
            .WithDescription(
                "What is absent stays as it is. Events that occur while it is disabled are not sent later."
            )
            .ProducesErrors(404);
        group
            .MapDelete("{id}/", DeleteAsync)
            .WithName("deleteWebhook")
            .WithSummary("Remove a webhook")
            .WithDescription("Its deliveries are deleted.")
            .ProducesErrors(404);
        MapSecrets(group);
        MapDeliveries(group);
    }

    private static void MapSecrets(RouteGroupBuilder group)
    {
        group
            .MapGet("{id}/secrets/", ListSecretsAsync)
            .WithName("listWebhookSecrets")
            .WithSummary("List the secrets of a webhook")
            .WithDescription("The secrets themselves are not shown.")
            .ProducesErrors(404);
        group
            .MapPost("{id}/secrets/", AddSecretAsync)
            .WithName("createWebhookSecret")
            .WithSummary("Add a new secret to a webhook")
            .WithDescription(
                "The answer has the secret, which is not shown again. "
                    + "The older secrets still sign for 24 hours, beside the new one. There are at most five."
            )
            .ProducesErrors(404, 409);
        group
            .MapDelete("{id}/secrets/{number}/", RemoveSecretAsync)
            .WithName("deleteWebhookSecret")
            .WithSummary("Remove an old secret of a webhook")
            .WithDescription("The newest secret cannot be removed.")
            .ProducesErrors(404, 409);
    }

    private static void MapDeliveries(RouteGroupBuilder group)
    {
        group
            .MapPost("{id}/test/", TestAsync)
            .WithName("testWebhook")
            .WithSummary("Send a test event to a webhook")
            .WithDescription("Its type is `webhook.test`. It is sent when the webhook is enabled.")
            .ProducesErrors(404);
        group
            .MapGet("{id}/deliveries/", ListDeliveriesAsync)
            .WithName("listWebhookDeliveries")
            .WithSummary("List the deliveries of a webhook")
            .WithDescription("The newest come first.")
            .WithPages()
            .ProducesErrors(400, 404);
        group
            .MapPost("{id}/deliveries/{delivery}/replay/", ReplayAsync)
            .WithName("replayWebhookDelivery")
            .WithSummary("Send an event to a webhook again")
            .WithDescription("It keeps its `webhook-id`.")
            .ProducesErrors(404);
        group
            .MapPost("{id}/replay/", ReplayFailedAsync)
            .WithName("replayFailedWebhookDeliveries")
            .WithSummary("Send all failed events to a webhook again")
            .ProducesErrors(404);
    }

    internal static async Task<Ok<WebhooksResponse>> ListAsync(IGrainFactory grains)
    {
        var webhooks = await Retry.CallAsync(() => grains.GetWebhooks().ListAsync());
        var counts = await CountAsync(grains);
        return TypedResults.Ok(
            new WebhooksResponse([
                .. webhooks.Select(webhook => WebhookResponse.Of(webhook, counts.GetValueOrDefault(webhook.Id))),
            ])
        );
    }

    internal static async Task<Results<Created<NewWebhookResponse>, Problem>> CreateAsync(
        Body<WebhookRequest> body,
        Operator caller,
        IGrainFactory grains,
        IOptions<WebhookOptions> options,
        MasterSecret master
    )
    {
        var errors = new FieldErrors();
        var terms = WebhookForm.Read(body.Value, options.Value, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var (id, request) = (Guid.CreateVersion7(), caller.Asks());
        var (secret, sealedSecret) = NewSecret(master);
        var result = await Retry.CallAsync(() => grains.GetWebhooks().CreateAsync(id, terms, sealedSecret, request));
        return result is { Outcome: WebhookOutcome.Done, Webhook: { } webhook }
            ? TypedResults.Created(
                $"{OperatorRoutes.Path}webhooks/{id:D}/",
                new NewWebhookResponse(WebhookResponse.Of(webhook, counts: null), secret)
            )
            : Problems.ForWebhook(result.Outcome, ErrorCodes.TooManyWebhooks);
    }

    internal static async Task<Results<Ok<WebhookResponse>, Problem>> GetAsync(
        [Description("The `id` of a webhook.")] string id,
        IGrainFactory grains
    ) =>
        await FindAsync(id, grains) is { } webhook
            ? TypedResults.Ok(WebhookResponse.Of(webhook, (await CountAsync(grains)).GetValueOrDefault(webhook.Id)))
            : Problems.ForWebhook(WebhookOutcome.NotFound);

    internal static async Task<Results<Ok<WebhookResponse>, Problem>> ChangeAsync(
        [Description("The `id` of a webhook.")] string id,
        Body<WebhookPatch> body,
        Operator caller,
        IGrainFactory grains,
        IOptions<WebhookOptions> options
    )
    {
        var errors = new FieldErrors();
        var terms = WebhookForm.Read(body.Value, options.Value, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var request = caller.Asks();
        var result = TryParse(id, out var parsed)
            ? await Retry.CallAsync(() => grains.GetWebhooks().ChangeAsync(parsed, terms, request))
            : new(WebhookOutcome.NotFound, null);
        return result is { Outcome: WebhookOutcome.Done, Webhook: { } webhook }
            ? TypedResults.Ok(WebhookResponse.Of(webhook, (await CountAsync(grains)).GetValueOrDefault(webhook.Id)))
            : Problems.ForWebhook(result.Outcome);
    }

    internal static async Task<Results<NoContent, Problem>> DeleteAsync(
        [Description("The `id` of a webhook.")] string id,
        Operator caller,
        IGrainFactory grains
    )
    {
        var request = caller.Asks();
        var outcome = TryParse(id, out var parsed)
            ? await Retry.CallAsync(() => grains.GetWebhooks().DeleteAsync(parsed, request))
            : WebhookOutcome.NotFound;
        if (outcome is not WebhookOutcome.Done)
        {
            return Problems.ForWebhook(outcome);
        }

        await Retry.CallAsync(() => grains.GetWebhookDeliveries().ForgetAsync(parsed));
        return TypedResults.NoContent();
    }

    internal static async Task<Results<Ok<WebhookSecretsResponse>, Problem>> ListSecretsAsync(
        [Description("The `id` of a webhook.")] string id,
        IGrainFactory grains
    ) =>
        await FindAsync(id, grains) is { } webhook
            ? TypedResults.Ok(
                new WebhookSecretsResponse([
                    .. webhook.Secrets.Select(secret => new WebhookSecretResponse(
                        secret.Number,
                        secret.CreatedAt.UtcDateTime,
                        secret.ExpiresAt?.UtcDateTime
                    )),
                ])
            )
            : Problems.ForWebhook(WebhookOutcome.NotFound);

    internal static async Task<Results<Ok<NewWebhookSecretResponse>, Problem>> AddSecretAsync(
        [Description("The `id` of a webhook.")] string id,
        Operator caller,
        IGrainFactory grains,
        MasterSecret master
    )
    {
        var request = caller.Asks();
        var (secret, sealedSecret) = NewSecret(master);
        var result = TryParse(id, out var parsed)
            ? await Retry.CallAsync(() => grains.GetWebhooks().AddSecretAsync(parsed, sealedSecret, request))
            : new(WebhookOutcome.NotFound, null);
        return result is { Outcome: WebhookOutcome.Done, Webhook: { } webhook }
            ? TypedResults.Ok(new NewWebhookSecretResponse(webhook.Secrets[^1].Number, secret))
            : Problems.ForWebhook(result.Outcome, ErrorCodes.TooManySecrets);
    }

    internal static async Task<Results<NoContent, Problem>> RemoveSecretAsync(
        [Description("The `id` of a webhook.")] string id,
        [Description("The `number` of a secret.")] string number,
        Operator caller,
        IGrainFactory grains
    )
    {
        var request = caller.Asks();
        var outcome =
            TryParse(id, out var parsed)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var secret)
                ? await Retry.CallAsync(() => grains.GetWebhooks().RemoveSecretAsync(parsed, secret, request))
                : WebhookOutcome.NotFound;
        return outcome is WebhookOutcome.Done ? TypedResults.NoContent() : Problems.ForWebhook(outcome);
    }

    internal static async Task<Results<Accepted<WebhookTestResponse>, Problem>> TestAsync(
        [Description("The `id` of a webhook.")] string id,
        Operator caller,
        IGrainFactory grains
    )
    {
        var (test, request) = (Guid.CreateVersion7(), caller.Asks());
        var outcome = TryParse(id, out var parsed)
            ? await Retry.CallAsync(() => grains.GetWebhooks().NoteTestAsync(parsed, test, request))
            : WebhookOutcome.NotFound;
        if (outcome is not WebhookOutcome.Done)
        {
            return Problems.ForWebhook(outcome);
        }

        await Retry.CallAsync(() => grains.GetWebhookDeliveries().TestAsync(parsed, test));
        return TypedResults.Accepted((string?)null, new WebhookTestResponse(test.ToString("D")));
    }

    internal static async Task<Results<Ok<DeliveriesResponse>, Problem>> ListDeliveriesAsync(
        [Description("The `id` of a webhook.")] string id,
        IGrainFactory grains,
        [Description("Only deliveries in this state: `waiting`, `done` or `failed`.")] string? state = null,
        [Description("The `next_cursor` of an earlier answer. Without it the list begins at the start.")]
            string? cursor = null,
        [Description("How many deliveries to list.")] string? limit = null
    )
    {
        var errors = new FieldErrors();
        var query = DeliveryQuery.Parse(state, cursor, limit, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        if (await FindAsync(id, grains) is not { } webhook)
        {
            return Problems.ForWebhook(WebhookOutcome.NotFound);
        }

        var page = await Retry.CallAsync(() =>
            grains.GetWebhookDeliveries().ListAsync(webhook.Id, query.State, query.After, query.Limit)
        );
        return TypedResults.Ok(
            new DeliveriesResponse(
                [.. page.Items.Select(DeliveryResponse.Of)],
                page.Next is { } next ? DeliveryQuery.Write(next) : null
            )
        );
    }

    internal static async Task<Results<NoContent, Problem>> ReplayAsync(
        [Description("The `id` of a webhook.")] string id,
        [Description("The `id` of a delivery.")] string delivery,
        Operator caller,
        IGrainFactory grains
    )
    {
        if (
            !TryParse(id, out var webhook)
            || !TryParse(delivery, out var eventId)
            || !await Retry.CallAsync(() => grains.GetWebhookDeliveries().HasAsync(webhook, eventId))
        )
        {
            return Problems.ForWebhook(WebhookOutcome.NotFound);
        }

        var request = caller.Asks();
        var outcome = await Retry.CallAsync(() =>
            grains.GetWebhooks().NoteReplayAsync(webhook, eventId, since: null, request)
        );
        return
            outcome is WebhookOutcome.Done
            && await Retry.CallAsync(() => grains.GetWebhookDeliveries().ReplayAsync(webhook, eventId))
            ? TypedResults.NoContent()
            : Problems.ForWebhook(WebhookOutcome.NotFound);
    }

    internal static async Task<Results<Ok<WebhookReplayResponse>, Problem>> ReplayFailedAsync(
        [Description("The `id` of a webhook.")] string id,
        Body<WebhookReplayRequest> body,
        Operator caller,
        IGrainFactory grains
    )
    {
        if (!Rfc3339.TryParse(body.Value.Since.Text, out var since))
        {
            return Problems.ForField(
                FieldNames.Since,
                body.Value.Since is { Text: null, IsMistyped: false } ? ErrorCodes.Required : ErrorCodes.Invalid
            );
        }

        var request = caller.Asks();
        var outcome = TryParse(id, out var webhook)
            ? await Retry.CallAsync(() => grains.GetWebhooks().NoteReplayAsync(webhook, eventId: null, since, request))
            : WebhookOutcome.NotFound;
        return outcome is WebhookOutcome.Done
            ? TypedResults.Ok(
                new WebhookReplayResponse(
                    await Retry.CallAsync(() => grains.GetWebhookDeliveries().ReplayFailedAsync(webhook, since))
                )
            )
            : Problems.ForWebhook(outcome);
    }

    private static async Task<Webhook?> FindAsync(string id, IGrainFactory grains) =>
        TryParse(id, out var parsed)
            ? (await Retry.CallAsync(() => grains.GetWebhooks().ListAsync())).FirstOrDefault(one => one.Id == parsed)
            : null;

    private static async Task<Dictionary<Guid, DeliveryCounts>> CountAsync(IGrainFactory grains) =>
        (await Retry.CallAsync(() => grains.GetWebhookDeliveries().CountAsync())).ToDictionary(one => one.Webhook);

    private static (string Text, string Sealed) NewSecret(MasterSecret master)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        return ($"whsec_{Convert.ToBase64String(secret)}", master.Seal(secret));
    }

    private static bool TryParse(string text, out Guid id) => Guid.TryParseExact(text, "D", out id);
}
