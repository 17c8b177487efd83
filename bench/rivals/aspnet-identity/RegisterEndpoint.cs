using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Rivals.AspNetIdentity;

/// <summary>Whether the account and the count of its inviter are saved in one round trip.</summary>
sealed record SaveMode(bool IsBatch);

static class RegisterEndpoint
{
    private const string CodeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int CodeLength = 10;

    public static async Task<IResult> HandleAsync(
        RegisterRequest request,
        Db db,
        UserManager<User> users,
        IUserStore<User> store,
        ILookupNormalizer normalizer,
        Tokens tokens,
        SaveMode mode
    )
    {
        var errors = request.Validate();
        if (errors.Count > 0)
            return Refuse(errors);

        string username = normalizer.NormalizeName(request.Username!),
            email = normalizer.NormalizeEmail(request.Email!),
            nickname = normalizer.NormalizeName(request.Nickname!);
        string code = request.InvitationCode ?? "";
        long inviter = await FindTakenAsync(db, username, nickname, email, code, errors);
        if (code.Length > 0 && inviter == 0)
            errors["invitation_code"] = "unknown invitation code";
        if (errors.Count > 0)
            return Refuse(errors);

        var user = new User
        {
            UserName = request.Username,
            Email = request.Email,
            Nickname = request.Nickname!,
            NormalizedNickname = nickname,
            InvitationCode = RandomNumberGenerator.GetString(CodeLetters, CodeLength),
            InviterId = inviter == 0 ? null : inviter,
        };

        // CreateAsync hashes the password and only tracks the row, which SaveAsync writes.
        (
            (UserOnlyStore<User, Db, long, IdentityUserClaim<long>, IdentityUserLogin<long>, IdentityUserToken<long>>)
                store
        ).AutoSaveChanges = false;
        db.Database.AutoSavepointsEnabled = false;
        var created = await users.CreateAsync(user, request.Password1!);
        if (!created.Succeeded)
            return Refuse(created.Errors.GroupBy(e => e.Code).ToDictionary(g => g.Key, g => g.First().Description));

        if (await SaveAsync(db, user, mode) is { } taken)
            return Refuse(new() { [taken] = "already taken" });

        return Results.Json(
            new RegisterReply(
                tokens.Issue(user.Id, user.UserName!),
                user.Nickname,
                user.UserName!,
                user.Email!,
                user.InvitationCode
            ),
            Wire.Default.RegisterReply,
            statusCode: 201
        );
    }

    /// <summary>Adds an error for each name that is taken.</summary>
    /// <returns>The owner of the code; 0 if the code is unknown.</returns>
    private static async Task<long> FindTakenAsync(
        Db db,
        string username,
        string nickname,
        string email,
        string code,
        Dictionary<string, string> errors
    )
    {
        long inviter = 0;
        await foreach (var hit in Queries.Lookup(db, username, nickname, email, code))
        {
            if (hit.NormalizedUserName == username)
                errors["username"] = "already taken";
            if (hit.NormalizedNickname == nickname)
                errors["nickname"] = "already taken";
            if (hit.NormalizedEmail == email)
                errors["email"] = "already taken";
            if (code.Length > 0 && hit.InvitationCode == code)
                inviter = hit.Id;
        }

        return inviter;
    }

    /// <summary>Writes the account and counts it for its inviter.</summary>
    /// <returns>The field whose value is taken; <c>null</c> when the account was written.</returns>
    private static async Task<string?> SaveAsync(Db db, User user, SaveMode mode)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                if (mode.IsBatch)
                    await Batch.Write((NpgsqlConnection)db.Database.GetDbConnection(), user);
                else if (user.InviterId is not { } inviter)
                    await db.SaveChangesAsync();
                else
                {
                    // The count comes last, so that the inviter's row is locked for one round trip only.
                    await using var transaction = await db.Database.BeginTransactionAsync();
                    await db.SaveChangesAsync();
                    await Queries.Credit(db, inviter);
                    await transaction.CommitAsync();
                }

                return null;
            }
            catch (Exception exception) when (UniqueViolation(exception) is { } violation)
            {
                if (violation.ConstraintName == "IX_Code" && attempt < 3)
                {
                    user.InvitationCode = RandomNumberGenerator.GetString(CodeLetters, CodeLength + 1);
                    continue;
                }

                return violation.ConstraintName switch
                {
                    "UserNameIndex" => "username",
                    "EmailIndex" => "email",
                    _ => "nickname",
                };
            }
        }
    }

    private static PostgresException? UniqueViolation(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException)
            is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation
            ? violation
            : null;

    private static IResult Refuse(Dictionary<string, string> errors) =>
        Results.Json(new Errors(errors), Wire.Default.Errors, statusCode: 400);
}
