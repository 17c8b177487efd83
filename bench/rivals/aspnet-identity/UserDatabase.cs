using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Rivals.AspNetIdentity;

sealed class User : IdentityUser<long>
{
    public required string Nickname { get; set; }
    public required string NormalizedNickname { get; set; }
    public required string InvitationCode { get; set; }
    public int InvitationUserCount { get; set; }
    public long? InviterId { get; set; }
}

sealed class Db(DbContextOptions<Db> options) : IdentityUserContext<User, long>(options)
{
    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);
        model.Entity<User>(u =>
        {
            u.HasIndex(x => x.NormalizedUserName).HasDatabaseName("UserNameIndex").IsUnique();
            u.HasIndex(x => x.NormalizedEmail).HasDatabaseName("EmailIndex").IsUnique();
            u.HasIndex(x => x.NormalizedNickname).HasDatabaseName("IX_Nickname").IsUnique();
            u.HasIndex(x => x.InvitationCode).HasDatabaseName("IX_Code").IsUnique();
            u.Property(x => x.Nickname).HasMaxLength(50);
            u.Property(x => x.NormalizedNickname).HasMaxLength(50);
            u.Property(x => x.InvitationCode).HasMaxLength(12);
        });
    }
}
