using System.Collections.Immutable;

namespace OrleansRegistration.Captcha;

/// <summary>A used answer: for whom, and when it expires.</summary>
internal sealed record UsedAnswer(string? Holder, DateTimeOffset ExpiresAt);

/// <summary>The record of a shard: used answers by name, until they have expired.</summary>
internal sealed record CaptchaRecord
{
    private static readonly TimeSpan LongestKept =
        TimeSpan.FromSeconds(CaptchaShards.MaxExpirySeconds) + Clocks.MaxSkew;

    public ImmutableDictionary<string, UsedAnswer> Used
    {
        get;
        init => field = value ?? field;
    } = ImmutableDictionary<string, UsedAnswer>.Empty;

    /// <summary>Uses an answer, and forgets those that have expired. Not granted, nothing changes.</summary>
    public (bool Granted, CaptchaRecord Next) Consume(ConsumedAnswer answer, DateTimeOffset now)
    {
        if (Used.ContainsKey(answer.Name))
        {
            return (answer.Holder is not null && IsConsumedBy(answer.Name, answer.Holder), this);
        }

        // An answer that expires later than any is refused where it is verified, so its use need not be remembered either.
        var forgotten = Used.Where(used => Clocks.IsOver(used.Value.ExpiresAt + Clocks.MaxSkew, LongestKept, now))
            .Select(used => used.Key);
        return (
            true,
            this with
            {
                Used = Used.RemoveRange(forgotten).Add(answer.Name, new(answer.Holder, answer.ExpiresAt)),
            }
        );
    }

    /// <summary>Whether <paramref name="holder"/> has used <paramref name="answer"/>.</summary>
    public bool IsConsumedBy(string answer, string holder) => Used.GetValueOrDefault(answer)?.Holder == holder;
}
