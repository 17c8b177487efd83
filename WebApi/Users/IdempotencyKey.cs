using OrleansRegistration.Errors;

namespace OrleansRegistration.Users;

/// <summary>The header <c>Idempotency-Key</c>: 1–255 visible ASCII characters, chosen by the client.</summary>
internal static class IdempotencyKey
{
    /// <summary>The header's name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The most characters of a key.</summary>
    public const int MaxLength = 255;

    /// <summary>The key; <c>null</c> when the header is absent, or wrong and added to <paramref name="errors"/>.</summary>
    public static string? Read(IHeaderDictionary headers, FieldErrors errors)
    {
        if (!headers.TryGetValue(Header, out var values))
        {
            return null;
        }

        if (values is [{ Length: > 0 and <= MaxLength } key] && key.All(c => c is > ' ' and <= '~'))
        {
            return key;
        }

        errors.Add(Header, ErrorCodes.Invalid);
        return null;
    }
}
