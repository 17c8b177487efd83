using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRegistration.Mail;
using OrleansRegistration.Storage;
using OrleansRegistration.Tree;
using OrleansRegistration.Users;

namespace OrleansRegistration.ReadModel;

/// <summary>A row of table <c>person</c>, without the counts of the tree.</summary>
internal sealed record PersonRow(
    Guid UserId,
    int Version,
    bool Ended,
    bool Active,
    bool Disabled,
    bool Frozen,
    string? Role,
    string? Username,
    string? UsernameKey,
    string? Nickname,
    string? NicknameKey,
    string? Email,
    string? EmailKey,
    [property: JsonConverter(typeof(RowTimeConverter))] DateTimeOffset JoinedAt,
    [property: JsonConverter(typeof(RowTimeConverter))] DateTimeOffset? ActivatedAt,
    [property: JsonConverter(typeof(RowTimeConverter))] DateTimeOffset? EndedAt,
    int Level,
    long ConsumptionCents,
    string? Mail,
    string Code,
    string? InviterCode,
    Guid? Inviter,
    string? FrozenBy,
    string? Quarantine
)
{
    /// <summary>The row of an account, without its inviter.</summary>
    /// <param name="record">A committed account.</param>
    public static PersonRow Of(UserId id, int version, UserRecord record)
    {
        // An account that has ended keeps the names' keys until the rows of these names are released.
        var isLive = record.Status is UserStatus.Live;
        return new(
            id.Value,
            version,
            !isLive,
            record.IsActive,
            isLive && record.IsDisabled,
            isLive && record.IsFrozen,
            record.Role?.ToString(),
            TextOf(record.Username),
            TextOf(record.UsernameKey),
            TextOf(record.Nickname),
            TextOf(record.NicknameKey),
            TextOf(record.Email),
            TextOf(record.EmailKey),
            RowTimeConverter.Round(record.DateJoined),
            RowTimeConverter.Round(record.ActivatedAt ?? (record.ActiveAtOnce is true ? record.DateJoined : null)),
            RowTimeConverter.Round(record.EndedAt),
            record.Level,
            (long)(record.Consumption * 100),
            record.Mail?.State switch
            {
                MailState.Pending => "pending",
                MailState.Sent => "sent",
                MailState.Failed => "failed",
                _ => null,
            },
            record.Codes is [.., var code] ? code.Value : "", // fsck reports an account without a code
            record.InviterCode?.Value,
            Inviter: null,
            record.FrozenBy is { } freezes
                ? string.Join(' ', freezes.Select(freeze => $"{freeze.Root}/{freeze.Job:D}"))
                : null,
            record.Quarantine is { } quarantine
                ? JsonSerializer.Serialize(quarantine, StateJson.Default.Quarantine)
                : null
        );

        string? TextOf(string text) => isLive && text.Length > 0 ? text : null;
    }

    /// <summary>The columns, as <see cref="Read"/> needs them.</summary>
    public const string Columns =
        "user_id, version, ended, active, disabled, frozen, role, username, username_key, nickname, nickname_key, "
        + "email, email_key, joined_at, activated_at, ended_at, level, consumption_cents, mail, code, inviter_code, "
        + "inviter, frozen_by, quarantine";

    /// <summary>Reads a row of <see cref="Columns"/>.</summary>
    public static PersonRow Read(DbDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetInt32(1),
            row.GetBoolean(2),
            row.GetBoolean(3),
            row.GetBoolean(4),
            row.GetBoolean(5),
            row.TextOrNull(6),
            row.TextOrNull(7),
            row.TextOrNull(8),
            row.TextOrNull(9),
            row.TextOrNull(10),
            row.TextOrNull(11),
            row.TextOrNull(12),
            row.TimeOrNull(13)!.Value,
            row.TimeOrNull(14),
            row.TimeOrNull(15),
            row.GetInt32(16),
            row.GetInt64(17),
            row.TextOrNull(18),
            row.GetString(19),
            row.TextOrNull(20),
            row.IdOrNull(21),
            row.TextOrNull(22),
            row.TextOrNull(23)
        );
}
