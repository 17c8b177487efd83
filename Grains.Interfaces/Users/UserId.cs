using System.Globalization;

namespace OrleansRegistration.Users;

/// <summary>
/// An account's id: a UUID, random or (by <c>Idempotency-Key</c>) derived with a keyed hash. Shown as 36 characters with hyphens.
/// </summary>
[GenerateSerializer, Immutable, Alias("user-id")]
public readonly record struct UserId([property: Id(0)] Guid Value)
{
    /// <summary>A new random id (UUID version 7, so that rows of one time lie together).</summary>
    public static UserId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>The grain key. The prefix keeps AdoNet storage from reading it as a GUID (evidence.md, trap 2).</summary>
    public string GrainKey => string.Create(CultureInfo.InvariantCulture, $"user/{Value:D}");

    /// <summary>Reads the 36-character form.</summary>
    public static bool TryParse(string? text, out UserId id)
    {
        var parsed = Guid.TryParseExact(text, "D", out var value);
        id = new(value);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
