using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Sessions;

/// <summary>A replaced refresh token: its hash, and when it was replaced.</summary>
internal sealed record ReplacedToken(string Hash, DateTimeOffset At);

/// <summary>
/// One session as stored: the hashes of its current token and of the tokens replaced within the grace. Every token is
/// derived from the one before it. So the position of a replaced token shows how many derivations lead from it to the
/// current token.
/// </summary>
internal sealed record SessionFamily
{
    /// <summary>
    /// How many replaced tokens are kept. As long as that many were replaced within the grace, a refresh gives the
    /// current token again instead of a new one.
    /// </summary>
    public const int MaxReplaced = 8;

    public Guid Id { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUsedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>SHA-256 of the secret of the current token, in base64url.</summary>
    public string CurrentHash
    {
        get;
        init => field = value ?? field;
    } = "";

    /// <summary>The hash of the token before the current one; <c>null</c> for the first token.</summary>
    public string? PreviousHash { get; init; }

    /// <summary>When the current token replaced the one before it.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>
    /// The tokens before <see cref="PreviousHash"/> that were replaced within the grace, oldest first; <c>null</c> for
    /// none.
    /// </summary>
    public ImmutableArray<ReplacedToken>? Earlier { get; init; }

    /// <summary>The password generation to which the session belongs; <c>null</c> is 0.</summary>
    public int? Generation { get; init; }

    /// <summary>The number of wrong passwords in a row sent in this session; <c>null</c> for none.</summary>
    public int? WrongPasswords { get; init; }

    /// <summary>All replaced tokens that are kept, oldest first.</summary>
    [JsonIgnore]
    public ImmutableArray<ReplacedToken> Replaced =>
        PreviousHash is null ? [] : [.. Earlier ?? [], new(PreviousHash, RotatedAt ?? default)];

    /// <summary>Whether the token is the current token or a kept replaced token.</summary>
    public bool Has(string hash) => hash == CurrentHash || Replaced.Any(token => token.Hash == hash);

    /// <summary>
    /// How many derivations lead from a token to the current token; 0 for the current token itself. <c>null</c> for an
    /// invalid token: its grace is over, or it never was a token of this session.
    /// </summary>
    /// <param name="hash">The hash of the token.</param>
    /// <param name="successor">The hash of the token that is derived from it.</param>
    /// <param name="now">The present time.</param>
    /// <param name="grace">How long a replaced token stays valid.</param>
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
    /// Makes <paramref name="successor"/> the current token. Changes nothing as long as the list of replaced tokens is
    /// full.
    /// </summary>
    public SessionFamily Rotate(string successor, DateTimeOffset now, RefreshOptions options)
    {
        // Only from the front: the positions of the other tokens must not change.
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

    /// <summary>The session as its user sees it.</summary>
    public Session ToSession() => new(Id, CreatedAt, LastUsedAt, ExpiresAt, UserAgent);

    // In both directions, so that a clock that is set back at most doubles the grace.
    private static bool IsInGrace(ReplacedToken token, DateTimeOffset now, TimeSpan grace) =>
        (now - token.At).Duration() <= grace;
}
