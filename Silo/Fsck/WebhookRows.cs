using OrleansRegistration.Storage;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Fsck;

/// <summary>Checks the record of all webhooks. Decrypts nothing.</summary>
internal sealed class WebhookRows(Findings findings)
    : RowChecker<WebhooksRecord>(StateJson.Default.WebhooksRecord, findings)
{
    private const string Plain = "whsec_";

    /// <inheritdoc/>
    protected override void Check(RowKey row, WebhooksRecord record)
    {
        // Members of a damaged row may be absent, whatever their types say.
        if (record.Webhooks.Any(one => one is null || one.Secrets.Any(secret => secret?.Sealed is null)))
        {
            Findings.Report(Invariant.Webhooks, "a webhook or a secret has no content", row);
            return;
        }

        Expect(record.Webhooks.Length <= Webhook.Most, "there are too many webhooks");
        Expect(
            record.Webhooks.DistinctBy(one => one.Id).Count() == record.Webhooks.Length,
            "two webhooks have the same id"
        );
        foreach (var webhook in record.Webhooks)
        {
            var secrets = webhook.Secrets;
            Expect(
                secrets.Count(secret => secret.ExpiresAt is null) == 1 && secrets[^1].ExpiresAt is null,
                "expected exactly one secret that does not expire: the newest"
            );
            Expect(
                !secrets.Zip(secrets.Skip(1)).Any(pair => pair.First.Number >= pair.Second.Number),
                "the numbers of the secrets do not grow"
            );
            Expect(
                !secrets.Any(secret => secret.Sealed.StartsWith(Plain, StringComparison.Ordinal)),
                "a secret is not encrypted"
            );
        }

        void Expect(bool isTrue, string otherwise)
        {
            if (!isTrue)
            {
                Findings.Report(Invariant.Webhooks, otherwise, row);
            }
        }
    }
}
