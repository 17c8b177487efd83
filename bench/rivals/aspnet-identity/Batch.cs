using Npgsql;

namespace Rivals.AspNetIdentity;

/// <summary>
/// The INSERT of the account and the UPDATE of its inviter in one round trip. PostgreSQL runs it as one transaction.
/// </summary>
static class Batch
{
    const string Insert = """
        INSERT INTO "AspNetUsers" ("UserName","NormalizedUserName","Email","NormalizedEmail","EmailConfirmed",
          "PasswordHash","SecurityStamp","ConcurrencyStamp","PhoneNumberConfirmed","TwoFactorEnabled","LockoutEnabled",
          "AccessFailedCount","Nickname","NormalizedNickname","InvitationCode","InvitationUserCount","InviterId")
        VALUES ($1,$2,$3,$4,false,$5,$6,$7,false,false,$8,0,$9,$10,$11,0,$12) RETURNING "Id"
        """;
    const string Credit =
        """UPDATE "AspNetUsers" SET "InvitationUserCount" = "InvitationUserCount" + 1 WHERE "Id" = $1""";

    public static async Task Write(NpgsqlConnection connection, User u)
    {
        await connection.OpenAsync();
        try
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(Insert)
                {
                    Parameters =
                    {
                        new() { Value = u.UserName },
                        new() { Value = u.NormalizedUserName },
                        new() { Value = u.Email },
                        new() { Value = u.NormalizedEmail },
                        new() { Value = u.PasswordHash },
                        new() { Value = u.SecurityStamp },
                        new() { Value = u.ConcurrencyStamp },
                        new() { Value = u.LockoutEnabled },
                        new() { Value = u.Nickname },
                        new() { Value = u.NormalizedNickname },
                        new() { Value = u.InvitationCode },
                        new()
                        {
                            Value = (object?)u.InviterId ?? DBNull.Value,
                            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint,
                        },
                    },
                }
            );
            if (u.InviterId is long inviter)
                batch.BatchCommands.Add(
                    new NpgsqlBatchCommand(Credit)
                    {
                        Parameters = { new NpgsqlParameter<long> { TypedValue = inviter } },
                    }
                );
            await using var reader = await batch.ExecuteReaderAsync();
            if (await reader.ReadAsync())
                u.Id = reader.GetInt64(0);
            while (await reader.NextResultAsync()) { }
        }
        finally
        {
            await connection.CloseAsync();
        }
    }
}
