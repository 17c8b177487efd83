using System.Collections.Immutable;
using OrleansRegistration.Audit;
using OrleansRegistration.Operators;
using OrleansRegistration.Storage;

namespace OrleansRegistration.ApiKeys;

/// <inheritdoc cref="IApiKeysGrain"/>
[GrainType(GrainTypes.ApiKeys)]
internal sealed class ApiKeysGrain(IGrainContext context, ServiceClock clock) : Grain, IApiKeysGrain
{
    private const int MaxAttempts = 10;
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromHours(1);

    private readonly CommittingRow<ApiKeysRecord> _row = new(new(GrainTypes.ApiKeys, context), new());
    private Task _noting = Task.CompletedTask;

    public async Task<ImmutableArray<ApiKey>> ListAsync() =>
        [.. (await ReadAsync()).Value!.Keys.Select(key => key.ToKey()).OrderByDescending(key => key.CreatedAt)];

    public async Task<ApiKey?> FindAsync(string id, string secretHash)
    {
        var now = clock.Now;
        if ((await ReadAsync()).Value!.Find(id) is not { } key || !key.Has(secretHash) || !key.IsValid(now))
        {
            return null;
        }

        if (
            _noting.IsCompleted
            && (key.LastUsedAt is not { } last || Clocks.IsOver(last + UseNotedEvery, UseNotedEvery, now))
        )
        {
            _noting = NoteUseAsync(id, now); // nobody waits for it
        }

        return key.ToKey();
    }

    public async Task<ApiKeyResult> MakeAsync(NewApiKey key, ActRequest request)
    {
        ApiKey? made = null;
        var outcome = await ChangeAsync(record =>
        {
            made = record.Find(key.Id)?.ToKey(); // a repeat after a lost reply
            if (made is not null)
            {
                return (ApiKeyOutcome.Done, null);
            }

            var stored = new StoredApiKey
            {
                Id = key.Id,
                Service = key.Service,
                Scopes = key.Scopes,
                CreatedAt = clock.Now,
                ExpiresAt = key.ExpiresAt,
                SecretHash = key.SecretHash,
            };
            made = stored.ToKey();
            return record.Add(stored, clock.Now) is { } next
                ? (ApiKeyOutcome.Done, next with { Act = ActOn(record, ActKinds.MakeApiKey, request, made) })
                : (ApiKeyOutcome.LimitReached, null);
        });
        return new(outcome, outcome is ApiKeyOutcome.Done ? made : null);
    }

    public Task<ApiKeyOutcome> RevokeAsync(string id, ActRequest request) =>
        ChangeAsync(record =>
            record.Find(id) is not { } key ? (ApiKeyOutcome.NotFound, null)
            : key.RevokedAt is not null ? (ApiKeyOutcome.Done, null)
            : (
                ApiKeyOutcome.Done,
                record.Set(key with { RevokedAt = clock.Now }) with
                {
                    Act = ActOn(record, ActKinds.RevokeApiKey, request, key.ToKey()),
                }
            )
        );

    private async Task<Stored<ApiKeysRecord>> ReadAsync()
    {
        var (record, version) = await _row.ReadAsync();
        return new(record ?? new(), version);
    }

    /// <summary>Changes the record against the version that it was read with.</summary>
    /// <param name="decide">The outcome and the next record; <c>null</c> for no change.</param>
    private async Task<ApiKeyOutcome> ChangeAsync(Func<ApiKeysRecord, (ApiKeyOutcome, ApiKeysRecord?)> decide)
    {
        for (var attempts = 0; attempts < MaxAttempts; attempts++)
        {
            var seen = await ReadAsync();
            if (decide(seen.Value!) is (var outcome, var next) && next is null)
            {
                return outcome;
            }

            switch (await _row.CommitAsync(next, seen.Version, committed => committed.Act?.Id == next.Act!.Id))
            {
                case CommitOutcome.Landed:
                    return outcome;
                case CommitOutcome.Unknown:
                    return ApiKeyOutcome.Unknown;
                case CommitOutcome.Failed:
                    return ApiKeyOutcome.Failed;
                case CommitOutcome.Conflict:
                    break;
            }
        }

        return ApiKeyOutcome.Failed;
    }

    private Act ActOn(ApiKeysRecord record, string kind, ActRequest request, ApiKey key) =>
        Act.After(
            record.Act,
            kind,
            request,
            clock.Now,
            ("key", key.Id),
            ("service", key.Service),
            ("scopes", string.Join(' ', key.Scopes.Select(ScopeNames.Of))),
            ("expires_at", key.ExpiresAt.ToString("u", System.Globalization.CultureInfo.InvariantCulture))
        );

    private async Task NoteUseAsync(string id, DateTimeOffset now)
    {
        try
        {
            var seen = await ReadAsync();
            if (seen.Value!.Find(id) is { } key)
            {
                await _row.TryWriteAsync(seen.Value.Set(key with { LastUsedAt = now }), seen.Version);
            }
        }
        catch (StorageUnavailableException)
        {
            // The next use is noted.
        }
    }
}
