using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Sessions;

/// <summary>A refresh token that was replaced: its hash, and when.</summary>
internal sealed record ReplacedToken(string Hash, DateTimeOffset At);

/// <summary>
/// One session as stored: the hashes of its current token and of those that it replaced within the grace. Every token
/// is derived from the one before it, so the position of a replaced token tells how many derivations lead from it to
/// the current one.
/// </summary>
internal sealed record SessionFamily
{
    /// <summary>
    /// How many replaced tokens are kept. While so many were replaced within the grace, the current token is given
    /// again instead of a new one.
    /// </summary>
    public const int MaxReplaced = 8;

    public Guid Id { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUsedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>SHA-256 of the current token's secret, in base64url.</summary>
    public string CurrentHash
    {
        get;
        init => field = value ?? field;
    } = "";

    /// <summary>The same of the token before it; <c>null</c> for the first one.</summary>
    public string? PreviousHash { get; init; }

    /// <summary>When the current token replaced the one before.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>
    /// The tokens before <see cref="PreviousHash"/>, oldest first, as far as they were replaced within the grace;
    /// <c>null</c> for none.
    /// </summary>
    public ImmutableArray<ReplacedToken>? Earlier { get; init; }

    /// <summary>The generation of the account's password in which it goes on; <c>null</c> is 0.</summary>
    public int? Generation { get; init; }

    /// <summary>Wrong passwords that were sent in this session, in a row; <c>null</c> for none.</summary>
    public int? WrongPasswords { get; init; }

    /// <summary>All replaced tokens that are known, oldest first.</summary>
    [JsonIgnore]
    public ImmutableArray<ReplacedToken> Replaced =>
        PreviousHash is null ? [] : [.. Earlier ?? [], new(PreviousHash, RotatedAt ?? default)];

    /// <summary>Whether the token is the current one or one that is known to have been replaced.</summary>
    public bool Has(string hash) => hash == CurrentHash || Replaced.Any(token => token.Hash == hash);

    /// <summary>
    /// How many derivations lead from a token to the current one: 0 for the current one itself. <c>null</c> for a token
    /// that is not good: it was replaced before the grace, or it never was a token of this session.
    /// </summary>
    /// <param name="successor">The hash of the token that is derived from it.</param>
    public int? StepsFrom(string hash, string successor, DateTimeOffset now, TimeSpan grace)
    {
        if (hash == CurrentHash)
        {
            return 0;
        }

        var replaced = Replaced;
        for (var i = 0; i < replaced.Length; i++)
        {
            var next = i + 1 < replaced.Length ? replaced[i + 1].Hash : CurrentHash;
            if (replaced[i].Hash == hash && next == successor && IsInGrace(replaced[i], now, grace))
            {
                return replaced.Length - i;
            }
        }

        return null;
    }

    /// <summary>
    /// The session with <paramref name="successor"/> as its current token; with the same token as before while the list
    /// of replaced tokens is full.
    /// </summary>
    public SessionFamily Rotate(string successor, DateTimeOffset now, RefreshOptions options)
    {
        // From the front only: the positions of those that stay must not change.
        ImmutableArray<ReplacedToken> kept = [.. Replaced.SkipWhile(token => !IsInGrace(token, now, options.Grace))];
        return kept.Length >= MaxReplaced
            ? this
            : this with
            {
                CurrentHash = successor,
                PreviousHash = CurrentHash,
                RotatedAt = now,
                Earlier = kept.IsEmpty ? null : kept,
                ExpiresAt = now + options.Life,
            };
    }

    // Either way, so that a clock that was put back does not make the grace longer than twice itself.
    private static bool IsInGrace(ReplacedToken token, DateTimeOffset now, TimeSpan grace) =>
        (now - token.At).Duration() <= grace;

    public Session ToSession() => new(Id, CreatedAt, LastUsedAt, ExpiresAt, UserAgent);
}
