using OrleansRegistration.ApiKeys;
using OrleansRegistration.Audit;
using OrleansRegistration.Fsck;
using OrleansRegistration.Operators;

namespace OrleansRegistration.Storage;

/// <summary>The audit log and the API keys.</summary>
public abstract partial class FsckChecks
{
    private const string VanityCode = "code/VANITY22";

    private static readonly ApiKeysRecord ApiKeys = new()
    {
        Keys =
        [
            new()
            {
                Id = "0123456789abcdef",
                Service = "shop",
                Scopes = [Scope.PurchasesWrite],
                CreatedAt = Now,
                ExpiresAt = Now.AddDays(366),
                SecretHash = new('A', 43),
            },
        ],
    };

    [Fact]
    public async Task Acts_on_records_are_in_the_audit_log_also_those_on_a_code_that_was_deleted()
    {
        var (user, _) = await _store.UserAsync(3);
        await ActAsync(user.GrainKey, 1);
        await ActAsync(user.GrainKey, 2);
        await _store.PutAsync(VanityCode, $$"""{"act":{{Json(1)}}}""");
        await _store.DeleteAsync(VanityCode);
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
    }

    [Fact]
    public async Task Audit_log_without_an_act_with_a_gap_or_with_an_act_that_nobody_did()
    {
        string[] keys = [.. await Task.WhenAll(Enumerable.Range(3, 5).Select(KeyAsync))];
        await AddEntryAsync(keys[0], 1); // nobody did it
        await ActAsync(keys[1], 1);
        await ActAsync(keys[1], 3); // a gap
        await ActAsync(keys[2], 1);
        await AddEntryAsync(keys[2], 2); // the record holds act 1
        await AddEntryAsync(keys[3], 1);
        await ActAsync(keys[3], 1); // another act under the same number
        await _store.QueryAsync(
            _store.Database.IsPostgreSql
                ? "alter table grain_state disable trigger append_audit_entry"
                : "drop trigger append_audit_entry_of_update"
        );
        await ActAsync(keys[4], 1); // no entry
        await ReportsAsync([.. keys.Select(key => (Invariant.Audit, new[] { key }))]);

        async Task<string> KeyAsync(int number) => (await _store.UserAsync(number)).Id.GrainKey;
    }

    [Fact]
    public async Task Api_keys_that_nobody_can_have_made()
    {
        await _store.PutAsync(GrainKeys.ApiKeys, ApiKeys, StateJson.Default.ApiKeysRecord);
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
        var key = ApiKeys.Keys[0];
        foreach (
            var broken in (StoredApiKey[])
                [
                    key with
                    {
                        Service = "Shop",
                    },
                    key with
                    {
                        SecretHash = "",
                    },
                    key with
                    {
                        Scopes = [],
                    },
                    key with
                    {
                        Scopes = [Scope.AdminOnly],
                    },
                    key with
                    {
                        ExpiresAt = Now.AddDays(367),
                    },
                ]
        )
        {
            await _store.PutAsync(
                GrainKeys.ApiKeys,
                new ApiKeysRecord { Keys = [broken] },
                StateJson.Default.ApiKeysRecord
            );
            await ReportsAsync((Invariant.ApiKey, [GrainKeys.ApiKeys]));
        }

        await _store.PutAsync(
            GrainKeys.ApiKeys,
            new ApiKeysRecord { Keys = [key, key] },
            StateJson.Default.ApiKeysRecord
        );
        await ReportsAsync((Invariant.ApiKey, [GrainKeys.ApiKeys]));
    }

    private static string Json(int number) =>
        System.Text.Json.JsonSerializer.Serialize(NewAct(number), StateJson.Default.Act);

    private static Act NewAct(int number) =>
        new()
        {
            Number = number,
            Id = Guid.NewGuid(),
            Kind = ActKinds.Disable,
            At = Now,
            Actor = "command/test",
        };

    private Task ActAsync(string user, int number) =>
        _store.ChangeAsync(user, StateJson.Default.UserRecord, record => record with { Act = NewAct(number) });

    private async Task AddEntryAsync(string subject, int number) =>
        await _store.QueryAsync(
            $"""
            insert into audit_entry (service_id, subject, number, id, kind, at, actor)
            values ('registration', @key, {number}, '11111111-1111-4111-8111-111111111111', 'user.disable',
                '2026-01-02T03:04:05+00:00', 'command/test')
            """,
            subject
        );
}
