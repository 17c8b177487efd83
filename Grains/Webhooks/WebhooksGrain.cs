using System.Collections.Immutable;
using System.Globalization;
using Orleans.Storage;
using OrleansRegistration.Audit;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Webhooks;

/// <inheritdoc cref="IWebhooksGrain"/>
/// <remarks>Keeps nothing in memory: it is called seldom, and each call reads the row.</remarks>
[GrainType(GrainTypes.Webhooks)]
internal sealed class WebhooksGrain(IGrainContext context, ServiceClock clock) : Grain, IWebhooksGrain
{
    private readonly GrainRow<WebhooksRecord> _row = new(GrainTypes.Webhooks, context);

    public async Task<ImmutableArray<Webhook>> ListAsync() =>
        [.. ((await _row.ReadAsync()).Value ?? new()).Webhooks.Select(webhook => webhook.Describe(clock.Now))];

    public Task<WebhookResult> CreateAsync(Guid id, WebhookTerms terms, string secret, ActRequest request) =>
        ActAsync(
            id,
            ActKinds.WebhookCreate,
            request,
            (record, found, now) =>
                found is not null ? Change.None
                : record.Webhooks.Length >= Webhook.Most ? Change.Not(WebhookOutcome.TooMany)
                : Change.To(
                    record with
                    {
                        Webhooks = record.Webhooks.Add(
                            new WebhookRecord
                            {
                                Id = id,
                                CreatedAt = now,
                                EnabledAt = now,
                            }
                                .With(terms, now)
                                .WithSecret(secret, now)
                        ),
                    },
                    ("events", Texts(terms.Events))
                )
        );

    public Task<WebhookResult> ChangeAsync(Guid id, WebhookTerms terms, ActRequest request) =>
        ActAsync(
            id,
            ActKinds.WebhookChange,
            request,
            (record, found, now) =>
                found is null ? Change.Not(WebhookOutcome.NotFound)
                : found.With(terms, now) is var changed && Is(changed, found) ? Change.None
                : Change.To(
                    record.With(changed),
                    ("url", changed.Url == found.Url ? null : "changed"),
                    ("description", changed.Description == found.Description ? null : "changed"),
                    ("events", changed.Events.SequenceEqual(found.Events) ? null : Texts(changed.Events)),
                    ("enabled", changed.Stop is null == found.Stop is null ? null : Flag(changed.Stop is null))
                )
        );

    public Task<WebhookResult> StopAsync(Guid id, WebhookStop why, ActRequest request) =>
        ActAsync(
            id,
            ActKinds.WebhookStop,
            request,
            (record, found, _) =>
                found is null ? Change.Not(WebhookOutcome.NotFound)
                : found.Stop is not null ? Change.None
                : Change.To(record.With(found with { Stop = why }), ("because", why.ToString()))
        );

    public async Task<WebhookOutcome> DeleteAsync(Guid id, ActRequest request) =>
        (
            await ActAsync(
                id,
                ActKinds.WebhookDelete,
                request,
                (record, found, _) =>
                    found is null
                        ? Change.Not(WebhookOutcome.NotFound)
                        : Change.To(record with { Webhooks = record.Webhooks.Remove(found) })
            )
        ).Outcome;

    public Task<WebhookResult> AddSecretAsync(Guid id, string secret, ActRequest request) =>
        ActAsync(
            id,
            ActKinds.WebhookSecretAdd,
            request,
            (record, found, now) =>
                found is null ? Change.Not(WebhookOutcome.NotFound)
                : found.Secrets.Any(one => one.Sealed == secret) ? Change.None
                : found.Secrets.Count(one => one.Signs(now)) >= Webhook.MostSecrets ? Change.Not(WebhookOutcome.TooMany)
                : WithSecret(record, found.WithSecret(secret, now))
        );

    public async Task<WebhookOutcome> RemoveSecretAsync(Guid id, int number, ActRequest request) =>
        (
            await ActAsync(
                id,
                ActKinds.WebhookSecretRemove,
                request,
                (record, found, now) =>
                    found?.Secrets.FirstOrDefault(one => one.Number == number && one.Signs(now)) is not { } secret
                        ? Change.Not(WebhookOutcome.NotFound)
                    : secret.ExpiresAt is null ? Change.Not(WebhookOutcome.SecretInUse)
                    : Change.To(
                        record.With(found with { Secrets = found.Secrets.Remove(secret) }),
                        ("secret", Number(number))
                    )
            )
        ).Outcome;

    public Task<WebhookOutcome> NoteTestAsync(Guid id, Guid eventId, ActRequest request) =>
        NoteAsync(id, ActKinds.WebhookTest, request, ("event", eventId.ToString("D")));

    public Task<WebhookOutcome> NoteReplayAsync(Guid id, Guid? eventId, DateTimeOffset? since, ActRequest request) =>
        NoteAsync(
            id,
            ActKinds.WebhookReplay,
            request,
            ("event", eventId?.ToString("D")),
            ("since", since?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))
        );

    /// <summary>Writes an act that changes only deliveries.</summary>
    private async Task<WebhookOutcome> NoteAsync(
        Guid id,
        string kind,
        ActRequest request,
        params (string Name, string? Value)[] data
    ) =>
        (
            await ActAsync(
                id,
                kind,
                request,
                (record, found, _) => found is null ? Change.Not(WebhookOutcome.NotFound) : Change.To(record, data)
            )
        ).Outcome;

    private async Task<WebhookResult> ActAsync(
        Guid id,
        string kind,
        ActRequest request,
        Func<WebhooksRecord, WebhookRecord?, DateTimeOffset, Change> decide
    )
    {
        while (true)
        {
            var now = clock.Now;
            var (stored, version) = await _row.ReadAsync();
            var record = stored ?? new();
            var found = record.Find(id);
            if (record.Act?.Id == request.Id)
            {
                return new(WebhookOutcome.Done, found?.Describe(now)); // a repeat after a lost answer
            }

            var change = decide(record, found, now);
            if (change.Next is not { } next)
            {
                return new(change.Outcome, found?.Describe(now));
            }

            var act = Act.After(record.Act, kind, request, now, [("webhook", id.ToString("D")), .. change.Data]);
            try
            {
                await _row.WriteAsync(next with { Act = act }, version);
                return new(WebhookOutcome.Done, next.Find(id)?.Describe(now));
            }
            catch (InconsistentStateException)
            {
                // Another activation wrote the row in between: decide again.
            }
        }
    }

    private static Change WithSecret(WebhooksRecord record, WebhookRecord changed) =>
        Change.To(record.With(changed), ("secret", Number(changed.Secrets[^1].Number)));

    private static bool Is(WebhookRecord one, WebhookRecord other) =>
        one.Events.SequenceEqual(other.Events) && one with { Events = other.Events } == other;

    private static string? Texts(ImmutableArray<string>? texts) => texts is { } all ? string.Join(' ', all) : null;

    private static string Flag(bool value) => value ? "true" : "false";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a call decides.</summary>
    /// <param name="Next">The record after the change; <c>null</c> if nothing is written.</param>
    private sealed record Change(WebhookOutcome Outcome, WebhooksRecord? Next, (string Name, string? Value)[] Data)
    {
        /// <summary>Everything is as it shall be.</summary>
        public static readonly Change None = Not(WebhookOutcome.Done);

        public static Change Not(WebhookOutcome outcome) => new(outcome, null, []);

        public static Change To(WebhooksRecord next, params (string Name, string? Value)[] data) =>
            new(WebhookOutcome.Done, next, data);
    }
}
