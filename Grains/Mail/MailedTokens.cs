using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace OrleansRegistration.Mail;

/// <summary>A mailed token as the user's row keeps it.</summary>
/// <param name="Hash"><see cref="MailToken.Hash"/>.</param>
/// <param name="Used">It, or another of its kind, has done its work.</param>
internal sealed record MailedToken(
    MailKind Kind,
    string Hash,
    DateTimeOffset MadeAt,
    DateTimeOffset ExpiresAt,
    bool? Used = null
);

/// <summary>The mailed tokens of a user, oldest first.</summary>
internal static class MailedTokens
{
    /// <summary>
    /// How many of a kind are kept: as many as a mail has tries by default. Every try makes a token, because none is
    /// stored that could be sent again. The mail of a try that seemed to fail may have arrived, and some mailboxes show
    /// only the first of several with one Message-ID.
    /// </summary>
    public const int Kept = 12;

    /// <summary>Adds one; the oldest of its kind past <see cref="Kept"/> is forgotten.</summary>
    public static ImmutableArray<MailedToken> Add(ImmutableArray<MailedToken> tokens, MailedToken made)
    {
        var forgotten = tokens.Where(token => token.Kind == made.Kind).SkipLast(Kept - 1).ToArray();
        return [.. tokens.RemoveRange(forgotten), made];
    }

    /// <summary>The one with this hash.</summary>
    public static MailedToken? Find(ImmutableArray<MailedToken> tokens, MailKind kind, string hash) =>
        tokens.FirstOrDefault(token =>
            token.Kind == kind
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(token.Hash),
                Encoding.ASCII.GetBytes(hash)
            )
        );

    /// <summary>None of this kind does any more work.</summary>
    public static ImmutableArray<MailedToken> Use(ImmutableArray<MailedToken> tokens, MailKind kind) =>
        [.. tokens.Select(token => token.Kind == kind ? token with { Used = true } : token)];

    /// <summary>This one alone, which has done its work.</summary>
    public static ImmutableArray<MailedToken>? Spend(ImmutableArray<MailedToken> tokens, MailToken token) =>
        Find(tokens, MailKind.Activation, token.Hash()) is { } made ? [made with { Used = true }] : null;
}
