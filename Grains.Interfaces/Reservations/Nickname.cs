using OrleansRegistration.Precis;

namespace OrleansRegistration.Reservations;

/// <summary>
/// A parsed nickname: 6–22 characters, counted as grapheme clusters after normalisation, and at most 176 UTF-16 units (more is
/// <see cref="NameProblem.Length"/>); any text that the PRECIS Nickname profile allows (RFC 8266); not a word kept for the service itself.
/// </summary>
/// <remarks>PRECIS has no emoji that need a variation selector or a zero width joiner; all others are allowed.</remarks>
[GenerateSerializer, Immutable, Alias("nickname")]
public sealed record Nickname
{
    private Nickname(string value, string key) => (Value, Key) = (value, key);

    /// <summary>What is shown: as typed, in NFKC, with single spaces between words only.</summary>
    [Id(0)]
    public string Value { get; }

    /// <summary>What is unique: also in lower case.</summary>
    [Id(1)]
    public string Key { get; }

    /// <summary>Parses <paramref name="text"/>; <paramref name="name"/> is set only when the answer is <see cref="NameProblem.None"/>.</summary>
    public static NameProblem TryParse(string? text, out Nickname? name)
    {
        name = null;
        var problem = NameRules.CheckTyped(text);
        if (problem != NameProblem.None)
        {
            return problem;
        }

        if (PrecisProfile.Nickname.Enforce(text!) is not { } value)
        {
            return NameProblem.Invalid;
        }

        if (NameRules.IsTooLong(value))
        {
            return NameProblem.Length;
        }

        if (PrecisProfile.NicknameComparison.Enforce(value) is not { } key)
        {
            return NameProblem.Invalid;
        }

        problem = NameRules.CheckForms(value, key);
        name = problem == NameProblem.None ? new(value, key) : null;
        return problem;
    }

    /// <inheritdoc/>
    /// <remarks>Without the name: messages are logged.</remarks>
    public override string ToString() => nameof(Nickname);
}
