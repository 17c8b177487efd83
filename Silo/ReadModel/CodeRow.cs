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
            record.Owner.Value == Guid.Empty ? null : record.Owner.Value,
            IssuedAt: null,
            Batch: null,
            Label: null,
            Note: null,
            EmailDomain: null,
            record.Limit,
            record.ExpiresAt,
            record.Disabled,
            record.Retired is true,
            Frozen: false
        );
}
