using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Keys;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>The tokens of a client that has just shown who it is.</summary>
/// <param name="Access">The access token.</param>
/// <param name="Refresh">The refresh token when it belongs into the body; <c>null</c> when the cookie holds it.</param>
internal sealed record IssuedTokens(string Access, string? Refresh)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(IssuedTokens);
}

/// <summary>Gives tokens to clients: after sign-up, log-in and whatever else proves who somebody is.</summary>
internal sealed class TokenIssuer(
    IGrainFactory grains,
    AccessTokens access,
    DerivedSecrets hash,
    RefreshCookie cookie,
    IOptions<RefreshOptions> options,
    TimeProvider time
)
{
    /// <summary>
    /// The session that a sign-up began. No call and no write: it is there because the account is (docs/adr/0011).
    /// </summary>
    public IssuedTokens OfNewAccount(HttpContext context, Account account, bool useCookies) =>
        Give(context, account, RefreshToken.First(account.Id, hash), time.GetUtcNow() + options.Value.Life, useCookies);

    /// <summary>A new session: one grain call, one write.</summary>
    public async Task<IssuedTokens> OpenAsync(HttpContext context, Account account, bool useCookies)
    {
        var secret = RefreshToken.NewSecret();
        var session = await grains
            .GetSessions(account.Id)
            .OpenAsync(RefreshToken.HashOf(secret), UserAgentOf(context.Request), account.PasswordGeneration);
        return Give(context, account, RefreshToken.Of(account.Id, session.Id, secret), session.ExpiresAt, useCookies);
    }

    /// <summary>The answer of a log-in.</summary>
    public SignInResponse Answer(Account account, IssuedTokens tokens) =>
        new(tokens.Access, account.Nickname, access.ExpiresIn, account.IsActive, tokens.Refresh);

    /// <summary>Puts tokens into an answer.</summary>
    public IssuedTokens Give(
        HttpContext context,
        Account account,
        RefreshToken refresh,
        DateTimeOffset expiresAt,
        bool useCookies
    )
    {
        if (useCookies)
        {
            cookie.Set(context, refresh, expiresAt);
        }

        return new(access.Issue(account, refresh.Session), useCookies ? null : refresh.Text);
    }

    /// <summary>The client's program, as it says; the grain shortens it.</summary>
    public static string? UserAgentOf(HttpRequest request) =>
        request.Headers[HeaderNames.UserAgent] is [var agent] ? agent : null;
}
