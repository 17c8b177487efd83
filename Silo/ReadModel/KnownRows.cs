using System.Data.Common;

namespace OrleansRegistration.ReadModel;

/// <summary>What the read model knows of an account.</summary>
internal sealed record KnownPerson(
    Guid UserId,
    int Version,
    bool Ended,
    bool Active,
    string? Mail,
    string Code,
    Guid? Inviter
)
{
    /// <summary>Reads a row of <see cref="ReadModelSql.Persons"/>.</summary>
    public static KnownPerson Read(DbDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetInt32(1),
            row.GetBoolean(2),
            row.GetBoolean(3),
            row.TextOrNull(4),
            row.GetString(5),
            row.IdOrNull(6)
        );
}

/// <summary>What the read model knows of a code.</summary>
internal sealed record KnownCode(string Code, Guid? Owner, string? Label)
{
    /// <summary>Reads a row of <see cref="ReadModelSql.Codes"/>.</summary>
    public static KnownCode Read(DbDataReader row) => new(row.GetString(0), row.IdOrNull(1), row.TextOrNull(2));
}
