using OrleansRegistration.Precis;
using OrleansRegistration.Users;

namespace OrleansRegistration.Names;

/// <summary>
/// A parsed nickname: 6–22 characters, counted as grapheme clusters after normalisation, and at most 176 UTF-16 units
/// (more is <see cref="NameProblem.Length"/>); any text that the PRECIS Nickname profile allows (RFC 8266), in which
/// something is visible, with at most four marks on a letter, and of which mail programs make no link; not a word kept
/// for the service itself.
/// </summary>
/// <remarks>
/// PRECIS has no emoji that need a variation selector or a zero width joiner; all others are allowed.
/// </remarks>
[GenerateSerializer, Immutable, Alias("nickname")]
public sealed record Nickname
{
    private Nickname(string value, string key) => (Value, Key) = (value, key);

    /// <summary>What is shown: as typed, in NFKC, with single spaces between words only.</summary>
    [Id(0)]
    public string Value { get; }

    /// <summary>What is unique: also in lower case, and case-folded (docs/adr/0021).</summary>
    [Id(1)]
    public string Key { get; }

    /// <summary>
    /// Every claim under which an account may have this nickname, the one closest to <see cref="Value"/> first: that of
    /// <see cref="Key"/>, and seldom those of older accounts (docs/adr/0021).
    /// </summary>
    public IEnumerable<NameClaim> Claims =>
        NameRules
            .KeysOf(PrecisProfile.NicknameComparison.Enforce(Value)!, Key)
            .Select(key => new NameClaim(NameKind.Nickname, key));

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

        if (PrecisProfile.NicknameComparison.Enforce(value) is not { } lower)
        {
            return NameProblem.Invalid;
        }

        var key = CodePoints.FoldCase(lower);
        problem =
            NameRules.CheckLength(value, key) is var length and not NameProblem.None ? length
            : !NameRules.IsLegible(value) || NameRules.LooksLikeLink(value) ? NameProblem.Invalid
            : NameRules.IsReserved(key) ? NameProblem.Reserved
            : NameProblem.None;
        name = problem == NameProblem.None ? new(value, key) : null;
        return problem;
    }

    /// <inheritdoc/>
    /// <remarks>Without the name: messages are logged.</remarks>
    public override string ToString() => nameof(Nickname);
}
