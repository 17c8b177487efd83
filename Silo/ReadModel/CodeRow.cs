using System.Text.Json.Serialization;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.ReadModel;

/// <summary>A row of table <c>code</c>, without its counts.</summary>
internal sealed record CodeRow(
    string Code,
    int Version,
    Guid? Owner,
    [property: JsonConverter(typeof(RowTimeConverter))] DateTimeOffset? IssuedAt,
    Guid? Batch,
    string? Label,
    string? Note,
    string? EmailDomain,
    long? UseLimit,
    [property: JsonConverter(typeof(RowTimeConverter))] DateTimeOffset? ExpiresAt,
    bool Disabled,
    bool Retired,
    bool Frozen
)
{
    /// <summary>The row of a code.</summary>
    public static CodeRow Of(InvitationCode code, int version, InvitationCodeRecord record) =>
        new(
            code.Value,
            version,
            record.IsHouse ? null : record.Owner.Value,
            RowTimeConverter.Round(record.Issued?.At),
            record.Issued?.Batch,
            record.Issued?.Label,
            record.Issued?.Note,
            record.Issued?.EmailDomain,
            record.LowestLimit,
            record.ExpiresAt,
            record.Disabled,
            record.Retired is true,
            record.IsFrozen
        );
}
