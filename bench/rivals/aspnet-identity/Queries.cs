using Microsoft.EntityFrameworkCore;

namespace Rivals.AspNetIdentity;

static class Queries
{
    public sealed record Hit(
        long Id,
        string? NormalizedUserName,
        string NormalizedNickname,
        string? NormalizedEmail,
        string InvitationCode
    );

    public static readonly Func<Db, string, string, string, string, IAsyncEnumerable<Hit>> Lookup =
        EF.CompileAsyncQuery(
            (Db db, string username, string nickname, string email, string code) =>
                db
                    .Users.Where(u =>
                        u.NormalizedUserName == username
                        || u.NormalizedNickname == nickname
                        || u.NormalizedEmail == email
                        || u.InvitationCode == code
                    )
                    .Select(u => new Hit(
                        u.Id,
                        u.NormalizedUserName,
                        u.NormalizedNickname,
                        u.NormalizedEmail,
                        u.InvitationCode
                    ))
        );

    public static readonly Func<Db, string, Task<User?>> ByName = EF.CompileAsyncQuery(
        (Db db, string username) => db.Users.SingleOrDefault(u => u.NormalizedUserName == username)
    );

    public static Task Credit(Db db, long inviter) =>
        db
            .Users.Where(u => u.Id == inviter)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.InvitationUserCount, u => u.InvitationUserCount + 1));
}
