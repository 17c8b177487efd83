using OrleansRegistration.ApiKeys;
using OrleansRegistration.Operators;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>Checks the API keys: ids are unique, and no key may do what only administrators may.</summary>
internal sealed class ApiKeyRows(Findings findings)
    : RowChecker<ApiKeysRecord>(StateJson.Default.ApiKeysRecord, findings)
{
    private const int HashLength = 43; // SHA-256 in base64url

    /// <inheritdoc/>
    protected override void Check(RowKey row, ApiKeysRecord record)
    {
        Expect(row.GrainKey == GrainKeys.ApiKeys, "the key is not that of the API keys");
        Expect(record.Keys.Length <= ApiKey.MaxKeys, "there are too many API keys");
        Expect(record.Keys.DistinctBy(key => key.Id).Count() == record.Keys.Length, "two API keys have the same id");
        foreach (var key in record.Keys)
        {
            Expect(ApiKey.IsService(key.Service), "an API key has no valid name of a service");
            Expect(key.SecretHash.Length == HashLength, "an API key has no hash of a secret");
            Expect(!key.Scopes.IsEmpty, "an API key has no scope");
            Expect(!key.Scopes.Contains(Scope.AdminOnly), "an API key may do what only administrators may");
            Expect(
                key.ExpiresAt <= key.CreatedAt + ApiKey.MaxLife + Clocks.MaxSkew,
                "an API key is valid for too long"
            );
        }

        void Expect(bool isTrue, string otherwise)
        {
            if (!isTrue)
            {
                Findings.Report(Invariant.ApiKey, otherwise, row);
            }
        }
    }
}
