using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Keys;
using OrleansRegistration.Retries;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>
/// Issues tokens to a client that has proved whose account it uses: by sign-up, log-in, activation or refresh.
/// </summary>
internal sealed class TokenIssuer(
    IGrainFactory grains,
    AccessTokens access,
    DerivedSecrets secrets,
    RefreshCookie cookie,
    IOptions<RefreshOptions> options,
    TimeProvider time
)
{
    /// <summary>
    /// Issues the tokens of the session that a sign-up began. Takes no call and no write: the session exists because
    /// the account does (docs/adr/0011-sessions-and-keys.md).
    /// </summary>
    public IssuedTokens ForNewAccount(HttpContext context, Account account, bool useCookies) =>
        Issue(
            context,
            account,
            RefreshToken.First(account.Id, secrets),
            time.GetUtcNow() + options.Value.Life,
            useCookies
        );

    /// <summary>Opens a session and issues its tokens: one grain call, one write.</summary>
    public async Task<IssuedTokens> OpenAsync(HttpContext context, Account account, bool useCookies)
    {
        var secret = RefreshToken.NewSecret();
        var session = await Retry.CallAsync(() =>
            grains
                .GetSessions(account.Id)
                .OpenAsync(RefreshToken.HashOf(secret), UserAgentOf(context.Request), account.PasswordGeneration)
        );
        return Issue(context, account, RefreshToken.Of(account.Id, session.Id, secret), session.ExpiresAt, useCookies);
    }

    /// <summary>Opens a session and answers as a log-in does.</summary>
    public async Task<SignInResponse> SignInAsync(HttpContext context, Account account, bool useCookies) =>
        SignInResponse.Of(account, await OpenAsync(context, account, useCookies));

    /// <summary>Issues an access token of a session, and gives out its refresh token.</summary>
    public IssuedTokens Issue(
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

        return new(access.Issue(account, refresh.Session), access.ExpiresIn, useCookies ? null : refresh.Text);
    }

    /// <summary>The name that the client's program gives itself. The grain shortens it.</summary>
    public static string? UserAgentOf(HttpRequest request) =>
        request.Headers[HeaderNames.UserAgent] is [var agent] ? agent : null;
}
