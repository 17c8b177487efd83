using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansRegistration.Keys;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tokens;

/// <summary>
/// Issues access tokens: ES256 JWTs (RFC 7519, typed as in RFC 9068). They hold the ids of user and session, and
/// nothing else about the person.
/// </summary>
internal sealed class AccessTokens(ServiceKeys keys, IOptions<TokenOptions> options, TimeProvider time)
{
    /// <summary>The <c>typ</c> of an access token.</summary>
    public const string Type = "at+jwt";

    /// <summary>The claim that says whether the account is activated.</summary>
    public const string IsActive = "is_active";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>How long a token is valid, in seconds.</summary>
    public int ExpiresIn => options.Value.AccessMinutes * 60;

    /// <summary>Issues a token for a session of the account.</summary>
    public string Issue(Account account, Guid session)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return Handler.CreateToken(
            new SecurityTokenDescriptor
            {
                TokenType = Type,
                Issuer = options.Value.Issuer,
                Audience = options.Value.Audience,
                IssuedAt = now,
                Expires = now.AddSeconds(ExpiresIn),
                SigningCredentials = keys.Active.Credentials,
                Claims = new Dictionary<string, object>
                {
                    [JwtRegisteredClaimNames.Sub] = account.Id.ToString(),
                    [JwtRegisteredClaimNames.Jti] = Guid.CreateVersion7(time.GetUtcNow()).ToString("D"),
                    [JwtRegisteredClaimNames.Sid] = session.ToString("D"),
                    [IsActive] = account.IsActive,
                },
            }
        );
    }
}
