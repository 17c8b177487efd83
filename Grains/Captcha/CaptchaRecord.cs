using System.Collections.Immutable;

namespace OrleansRegistration.Captcha;

/// <summary>A consumed answer as stored: its holder, and when it expires.</summary>
internal sealed record UsedAnswer(string? Holder, DateTimeOffset ExpiresAt);

/// <summary>The record of a shard: consumed answers by name, until they have expired.</summary>
internal sealed record CaptchaRecord
{
    private static readonly TimeSpan LongestKept =
        TimeSpan.FromSeconds(CaptchaShards.MaxExpirySeconds) + Clocks.MaxSkew;

    public ImmutableDictionary<string, UsedAnswer> Used
    {
        get;
        init => field = value ?? field;
    } = ImmutableDictionary<string, UsedAnswer>.Empty;

    /// <summary>Consumes an answer and removes expired ones. Changes nothing when the answer is refused.</summary>
    public (bool Granted, CaptchaRecord Next) Consume(ConsumedAnswer answer, DateTimeOffset now)
    {
        if (Used.ContainsKey(answer.Name))
        {
            return (answer.Holder is not null && IsConsumedBy(answer.Name, answer.Holder), this);
        }

        // An expiry later than the longest one is also removed: such an answer is refused where it is verified.
        var expired = Used.Where(used => Clocks.IsOver(used.Value.ExpiresAt + Clocks.MaxSkew, LongestKept, now))
            .Select(used => used.Key);
        return (
            true,
            this with
            {
                Used = Used.RemoveRange(expired).Add(answer.Name, new(answer.Holder, answer.ExpiresAt)),
            }
        );
    }

    /// <summary>Whether <paramref name="holder"/> consumed <paramref name="answer"/>.</summary>
    public bool IsConsumedBy(string answer, string holder) => Used.GetValueOrDefault(answer)?.Holder == holder;
}
