using System.Security.Claims;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Rivals.AspNetIdentity;

sealed class Tokens
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _key = new(
        new SymmetricSecurityKey(Encoding.ASCII.GetBytes("a-key-of-this-rival-only-32-bytes-long")),
        SecurityAlgorithms.HmacSha256
    );

    public string Issue(long id, string name)
    {
        var now = DateTime.UtcNow;
        return _handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Subject = new ClaimsIdentity([new Claim("sub", id.ToString()), new Claim("username", name)]),
                IssuedAt = now,
                Expires = now.AddMinutes(60),
                SigningCredentials = _key,
            }
        );
    }
}
