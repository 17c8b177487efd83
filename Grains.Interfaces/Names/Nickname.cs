using OrleansRegistration.Precis;
using OrleansRegistration.Users;

namespace OrleansRegistration.Names;

/// <summary>
/// A parsed nickname:
/// <list type="bullet">
/// <item>6 to 22 characters, counted in grapheme clusters after normalisation, and at most 176 UTF-16 units;</item>
/// <item>allowed by the PRECIS Nickname profile (RFC 8266);</item>
/// <item>something in it is visible, and no letter has more than four marks;</item>
/// <item>mail programs do not turn it into a link;</item>
/// <item>not reserved for the service.</item>
/// </list>
/// </summary>
/// <remarks>PRECIS refuses emoji that need a variation selector or a zero width joiner. It allows all others.</remarks>
[GenerateSerializer, Immutable, Alias("nickname")]
public sealed record Nickname
{
    private Nickname(string value, string key) => (Value, Key) = (value, key);

    /// <summary>The display form: as typed, in NFKC, with single spaces between words.</summary>
    [Id(0)]
    public string Value { get; }

    /// <summary>The uniqueness key: the display form, in lower case and case-folded (docs/adr/0021-names.md).</summary>
    [Id(1)]
    public string Key { get; }

    /// <summary>
    /// Every claim under which an account may have this nickname, closest to <see cref="Value"/> first: the claim of
    /// <see cref="Key"/>, and in rare cases those of older accounts (docs/adr/0021-names.md).
    /// </summary>
    public IEnumerable<NameClaim> Claims =>
        NameRules
            .KeysOf(PrecisProfile.NicknameComparison.Enforce(Value)!, Key)
            .Select(key => new NameClaim(NameKind.Nickname, key));

    /// <summary>
    /// Parses <paramref name="text"/>. Sets <paramref name="name"/> only when the answer is
    /// <see cref="NameProblem.None"/>.
    /// </summary>
    public static NameProblem TryParse(string? text, out Nickname? name) => TryParse(text, anyLength: false, out name);

    /// <summary>
    /// Parses the nickname of an imported account, which may be shorter or longer than new ones.
    /// </summary>
    /// <returns><c>null</c> when another rule refuses it.</returns>
    public static Nickname? ParseImported(string? text)
    {
        TryParse(text, anyLength: true, out var name);
        return name;
    }

    private static NameProblem TryParse(string? text, bool anyLength, out Nickname? name)
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
            NameRules.CheckLength(value, key) is var length and not NameProblem.None
            && (!anyLength || NameRules.IsTooLong(key))
                ? length
            : !NameRules.IsLegible(value) || NameRules.LooksLikeLink(value) ? NameProblem.Invalid
            : NameRules.IsReserved(key) ? NameProblem.Reserved
            : NameProblem.None;
        name = problem == NameProblem.None ? new(value, key) : null;
        return problem;
    }

    /// <inheritdoc/>
    /// <remarks>Hides the name, because messages are logged.</remarks>
    public override string ToString() => nameof(Nickname);
}
