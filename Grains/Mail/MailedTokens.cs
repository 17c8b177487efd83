using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace OrleansRegistration.Mail;

/// <summary>The mailed tokens of a user, oldest first.</summary>
internal static class MailedTokens
{
    /// <summary>
    /// How many tokens of a kind are kept: as many as a mail has tries by default. Every try makes a new token, because
    /// only hashes are stored. The mail of a try that seemed to fail may have arrived, and some mailboxes show only the
    /// first of several mails with one Message-ID. So all of these tokens must work.
    /// </summary>
    public const int Kept = 12;

    /// <summary>Adds a token. The oldest of its kind past <see cref="Kept"/> is removed.</summary>
    public static ImmutableArray<MailedToken> Add(ImmutableArray<MailedToken> tokens, MailedToken made)
    {
        var removed = tokens.Where(token => token.Kind == made.Kind).SkipLast(Kept - 1).ToArray();
        return [.. tokens.RemoveRange(removed), made];
    }

    /// <summary>The token of a kind with a hash; <c>null</c> when there is none. Compares in constant time.</summary>
    public static MailedToken? Find(ImmutableArray<MailedToken> tokens, MailKind kind, string hash) =>
        tokens.FirstOrDefault(token =>
            token.Kind == kind
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(token.Hash),
                Encoding.ASCII.GetBytes(hash)
            )
        );

    /// <summary>Marks all tokens of a kind as consumed.</summary>
    public static ImmutableArray<MailedToken> ConsumeAll(ImmutableArray<MailedToken> tokens, MailKind kind) =>
        [.. tokens.Select(token => token.Kind == kind ? token with { Used = true } : token)];

    /// <summary>Keeps only an activation token and marks it as consumed; <c>null</c> when it is unknown.</summary>
    public static ImmutableArray<MailedToken>? ConsumeOnly(ImmutableArray<MailedToken> tokens, MailToken token) =>
        Find(tokens, MailKind.Activation, token.Hash()) is { } made ? [made with { Used = true }] : null;
}
