using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using OrleansRegistration.Errors;
using OrleansRegistration.Invitees;
using OrleansRegistration.Keys;

namespace OrleansRegistration.Users;

/// <summary>
/// Which invitees are asked for. A cursor is a position and a keyed hash of it and of whose list it is in, in base64url: it is good for its owner
/// only, and cannot be made up.
/// </summary>
internal sealed record InviteeQuery(InviteePosition From, int Limit)
{
    /// <summary>The most that one page has.</summary>
    public const int MaxLimit = 100;

    /// <summary>How many one page has when nobody says.</summary>
    public const int DefaultLimit = 20;

    /// <summary>Name of the parameter that says how many.</summary>
    public const string LimitField = "limit";

    private const string CursorField = "cursor";
    private const int PositionBytes = sizeof(int) + sizeof(long);
    private const int HashBytes = 16;

    /// <summary>Parses both; every broken rule is added to <paramref name="errors"/>.</summary>
    public static InviteeQuery Parse(
        string? cursor,
        string? limit,
        UserId owner,
        DerivedSecrets hash,
        FieldErrors errors
    )
    {
        var from = default(InviteePosition);
        if (cursor is not null && !TryRead(cursor, owner, hash, out from))
        {
            errors.Add(CursorField, ErrorCodes.Invalid);
        }

        var count = DefaultLimit;
        if (
            limit is not null
            && (
                !int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count)
                || count is < 1 or > MaxLimit
            )
        )
        {
            errors.Add(LimitField, ErrorCodes.Invalid);
        }

        return new(from, count);
    }

    /// <summary>The cursor of a position.</summary>
    public static string Write(InviteePosition position, UserId owner, DerivedSecrets hash)
    {
        Span<byte> bytes = stackalloc byte[PositionBytes + HashBytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, position.Code);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(int)..], position.After);
        hash.InviteeCursor(owner, position).AsSpan(0, HashBytes).CopyTo(bytes[PositionBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    private static bool TryRead(string text, UserId owner, DerivedSecrets hash, out InviteePosition position)
    {
        position = default;
        Span<byte> bytes = stackalloc byte[PositionBytes + HashBytes];
        if (
            text.Length != Base64Url.GetEncodedLength(bytes.Length)
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var length)
            || length != bytes.Length
        )
        {
            return false;
        }

        position = new(
            BinaryPrimitives.ReadInt32BigEndian(bytes),
            BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(int)..])
        );
        return CryptographicOperations.FixedTimeEquals(
            hash.InviteeCursor(owner, position).AsSpan(0, HashBytes),
            bytes[PositionBytes..]
        );
    }
}
