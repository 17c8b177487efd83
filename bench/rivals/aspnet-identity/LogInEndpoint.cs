using Microsoft.AspNetCore.Identity;

namespace Rivals.AspNetIdentity;

static class LogInEndpoint
{
    public static async Task<IResult> HandleAsync(
        LoginRequest request,
        UserManager<User> users,
        Db db,
        ILookupNormalizer normalizer,
        Tokens tokens
    )
    {
        var user = await Queries.ByName(db, normalizer.NormalizeName(request.Username ?? ""));
        if (user is null || !await users.CheckPasswordAsync(user, request.Password ?? ""))
            return Results.Json(
                new Errors(new() { ["detail"] = "wrong user name or password" }),
                Wire.Default.Errors,
                statusCode: 401
            );
        return Results.Json(
            new LoginReply(tokens.Issue(user.Id, user.UserName!), user.Nickname),
            Wire.Default.LoginReply
        );
    }
}
