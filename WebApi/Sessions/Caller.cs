using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>Who calls, as a good access token says.</summary>
/// <param name="Session">By which session; <c>null</c> in tokens that were issued before there were sessions.</param>
internal readonly record struct Caller(UserId User, Guid? Session)
{
    /// <summary>Reads the claims; <c>null</c> without a token.</summary>
    public static Caller? Of(ClaimsPrincipal principal) => UserId.TryParse(principal.FindFirstValue(JwtRegisteredClaimNames.Sub), out var user)
        ? new(user, Guid.TryParseExact(principal.FindFirstValue(JwtRegisteredClaimNames.Sid), "D", out var session) ? session : null)
        : null;
}
