using System.Reflection;
using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>
/// Who calls, as a good access token says. A parameter of handlers whose route asks for authorization.
/// </summary>
/// <param name="Session">By which session.</param>
internal readonly record struct Caller(UserId User, Guid Session)
{
    /// <summary>Called by routing.</summary>
    /// <exception cref="InvalidOperationException">The route does not ask for authorization.</exception>
    public static ValueTask<Caller> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(Of(context.User) ?? throw new InvalidOperationException("The route does not ask for authorization."));

    /// <summary>Reads the claims; <c>null</c> without a token.</summary>
    public static Caller? Of(ClaimsPrincipal principal) =>
        UserId.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Sub), out var user)
        && Guid.TryParseExact(principal.FindFirstValue(JwtRegisteredClaimNames.Sid), "D", out var session)
            ? new(user, session)
            : null;

    /// <summary>Whether the account is still there, in its time, and not disabled.</summary>
    public async Task<bool> IsOpenAsync(IGrainFactory grains) => await grains.GetUser(User).FindAsync() is not null;
}
