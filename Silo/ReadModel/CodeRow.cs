using System.Data.Common;
using System.Text.Json.Serialization;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.ReadModel;

/// <summary>A row of table <c>code</c>, without its counts.</summary>
/// <param name="MadeAt">
/// When an operator issued the code. Of an account's own code it is the end of its claim's lease, which is up to
/// <c>Registration:LeaseSeconds</c> later.
/// </param>
/// <param name="UseLimit">The lower one of <paramref name="SetLimit"/> and <paramref name="OwnerLimit"/>.</param>
/// <param name="IsClaim">Whether the code's own row does not know yet that its owner's record names it.</param>
internal sealed record CodeRow(
    string Code,
    int Version,
    Guid? Owner,
    [property: JsonConverter(typeof(RowTimeConverter))] DateTimeOffset MadeAt,
    [property: JsonConverter(typeof(RowTimeConverter))] DateTimeOffset? IssuedAt,
    Guid? Batch,
    string? Label,
    string? Note,
    string? EmailDomain,
    long? SetLimit,
    long? OwnerLimit,
    long? UseLimit,
    [property: JsonConverter(typeof(RowTimeConverter))] DateTimeOffset? ExpiresAt,
    bool Disabled,
    bool Retired,
    bool Frozen,
    [property: JsonIgnore] bool IsClaim
)
{
    /// <summary>The columns, as <see cref="Read"/> needs them.</summary>
    public const string Columns =
        "code, version, owner, made_at, issued_at, batch, label, note, email_domain, set_limit, owner_limit, "
        + "use_limit, expires_at, disabled, retired, frozen";

    /// <summary>The row of a code.</summary>
    public static CodeRow Of(InvitationCode code, int version, InvitationCodeRecord record) =>
        new(
            code.Value,
            version,
            record.IsHouse ? null : record.Owner.Value,
            RowTimeConverter.Round(record.Issued?.At ?? record.LeaseEnd),
            RowTimeConverter.Round(record.Issued?.At),
            record.Issued?.Batch,
            record.Issued?.Label,
            record.Issued?.Note,
            record.Issued?.EmailDomain,
            record.Limit,
            record.OwnerTerms?.Limit,
            record.LowestLimit,
            RowTimeConverter.Round(record.ExpiresAt),
            record.Disabled,
            record.Retired is true,
            record.IsFrozen,
            IsClaim: !record.OwnerCommitted
        );

    /// <summary>Reads a row of <see cref="Columns"/>.</summary>
    public static CodeRow Read(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetInt32(1),
            row.IdOrNull(2),
            row.TimeOrNull(3)!.Value,
            row.TimeOrNull(4),
            row.IdOrNull(5),
            row.TextOrNull(6),
            row.TextOrNull(7),
            row.TextOrNull(8),
            row.NumberOrNull(9),
            row.NumberOrNull(10),
            row.NumberOrNull(11),
            row.TimeOrNull(12),
            row.GetBoolean(13),
            row.GetBoolean(14),
            row.GetBoolean(15),
            IsClaim: false
        );
}
