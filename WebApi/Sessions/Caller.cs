using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>
/// The account and the session that a valid access token names. Handlers take a <see cref="Caller"/> as a parameter; if
/// the route does not require authorization, the parameter must be nullable.
/// </summary>
/// <param name="User">The account's id.</param>
/// <param name="Session">The session's id.</param>
internal sealed record Caller(UserId User, Guid Session)
{
    /// <summary>Reads the claims; called by routing.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => new(Of(context.User));

    /// <summary>Reads the claims, or returns <c>null</c> without a valid access token.</summary>
    public static Caller? Of(ClaimsPrincipal principal) =>
        UserId.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Sub), out var user)
        && Guid.TryParseExact(principal.FindFirstValue(JwtRegisteredClaimNames.Sid), "D", out var session)
            ? new(user, session)
            : null;

    /// <summary>Whether the account exists, is not past its time for activation, and is not disabled.</summary>
    public async Task<bool> IsOpenAsync(IGrainFactory grains) =>
        await Retry.CallAsync(() => grains.GetUser(User).FindAsync()) is not null;
}
