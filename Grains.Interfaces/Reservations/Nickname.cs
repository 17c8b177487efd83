namespace OrleansRegistration.Reservations;

/// <summary>A parsed nickname.</summary>
[GenerateSerializer, Immutable, Alias("nickname")]
public sealed record Nickname
{
    private Nickname(string value, string key) => (Value, Key) = (value, key);

    /// <summary>What is shown: as typed, width-mapped and in NFC.</summary>
    [Id(0)]
    public string Value { get; }

    /// <summary>What is unique.</summary>
    [Id(1)]
    public string Key { get; }

    /// <summary>Parses <paramref name="text"/>; <paramref name="name"/> is set only when the answer is <see cref="NameProblem.None"/>.</summary>
    public static NameProblem TryParse(string? text, out Nickname? name)
    {
        name = string.IsNullOrWhiteSpace(text) ? null : new(text, text.ToLowerInvariant());
        return name is null ? NameProblem.Required : NameProblem.None;
    }
}
