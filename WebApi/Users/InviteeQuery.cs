using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using OrleansRegistration.Errors;
using OrleansRegistration.Invitees;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Lists;

namespace OrleansRegistration.Users;

/// <summary>
/// Which invitees to list. A cursor is a position and a keyed hash of the position and of the list's owner, in
/// base64url: clients can neither make one nor use another owner's.
/// </summary>
internal sealed record InviteeQuery(InviteePosition From, int Limit)
{
    private const int PositionBytes = sizeof(int) + sizeof(long);
    private const int HashBytes = 16;

    /// <summary>Parses both parameters. Adds every broken rule to <paramref name="errors"/>.</summary>
    public static InviteeQuery Parse(
        string? cursor,
        string? limit,
        UserId owner,
        DerivedSecrets secrets,
        FieldErrors errors
    )
    {
        var from = default(InviteePosition);
        if (cursor is not null && !TryRead(cursor, owner, secrets, out from))
        {
            errors.Add(FieldNames.Cursor, ErrorCodes.Invalid);
        }

        return new(from, PageLimit.Parse(limit, errors));
    }

    /// <summary>The cursor of a position.</summary>
    public static string Write(InviteePosition position, UserId owner, DerivedSecrets secrets)
    {
        Span<byte> bytes = stackalloc byte[PositionBytes + HashBytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, position.Code);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(int)..], position.After);
        secrets.InviteeCursor(owner, position).AsSpan(0, HashBytes).CopyTo(bytes[PositionBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    private static bool TryRead(string text, UserId owner, DerivedSecrets secrets, out InviteePosition position)
    {
        position = default;
        Span<byte> bytes = stackalloc byte[PositionBytes + HashBytes];
        if (!ExactBase64Url.TryDecode(text, bytes))
        {
            return false;
        }

        position = new(
            BinaryPrimitives.ReadInt32BigEndian(bytes),
            BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(int)..])
        );
        return CryptographicOperations.FixedTimeEquals(
            secrets.InviteeCursor(owner, position).AsSpan(0, HashBytes),
            bytes[PositionBytes..]
        );
    }
}
