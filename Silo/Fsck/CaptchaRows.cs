using System.Globalization;
using OrleansRegistration.Captcha;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>Checks the shards of consumed captcha answers: each answer is on its shard and will expire.</summary>
internal sealed class CaptchaRows(Findings findings)
    : RowChecker<CaptchaRecord>(StateJson.Default.CaptchaRecord, findings)
{
    private static readonly TimeSpan LongestAnswer =
        TimeSpan.FromSeconds(CaptchaShards.MaxExpirySeconds) + Clocks.MaxSkew;

    /// <inheritdoc/>
    protected override void Check(RowKey row, CaptchaRecord record)
    {
        if (!GrainKeys.TryParseCaptcha(row.GrainKey, out var digits))
        {
            Findings.Report(Invariant.Readable, "the key is not a shard's", row);
            return;
        }

        foreach (var (answer, consumed) in record.Used)
        {
            if (!answer.StartsWith(digits, StringComparison.Ordinal))
            {
                Findings.Report(Invariant.Captcha, "a consumed answer is on the wrong shard", row);
            }

            if (consumed.ExpiresAt > Findings.Now + LongestAnswer)
            {
                Findings.Report(
                    Invariant.Captcha,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"a consumed answer expires at {consumed.ExpiresAt:u}, "
                            + $"later than {LongestAnswer.TotalSeconds} s from now"
                    ),
                    row
                );
            }
        }
    }
}
