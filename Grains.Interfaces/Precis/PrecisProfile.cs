using System.Text;

namespace OrleansRegistration.Precis;

/// <summary>
/// How one kind of text is checked and brought to one form: usernames and passwords by RFC 8265, nicknames by RFC 8266. The result depends on the
/// Unicode data of the runtime, which gains code points over time but never changes those it has.
/// </summary>
public sealed class PrecisProfile
{
    // RFC 8264, section 7: rules that are not idempotent are applied again, three times at most.
    private const int MoreRounds = 3;

    private readonly PrecisClass _allowed;
    private readonly Func<string, string> _prepare;
    private readonly Func<string, string> _map;
    private readonly Func<string, bool> _direction;

    private PrecisProfile(
        PrecisClass allowed,
        Func<string, string> prepare,
        Func<string, string> map,
        Func<string, bool> direction
    ) => (_allowed, _prepare, _map, _direction) = (allowed, prepare, map, direction);

    /// <summary>RFC 8265, section 3.3: width-mapped, lower case, NFC, Bidi rule.</summary>
    public static PrecisProfile UsernameCaseMapped { get; } =
        new(PrecisClass.Identifier, CodePoints.MapWidth, text => Nfc(CodePoints.ToLower(text)), BidiRule.Holds);

    /// <summary>RFC 8265, section 3.4: width-mapped, NFC, Bidi rule.</summary>
    public static PrecisProfile UsernameCasePreserved { get; } =
        new(PrecisClass.Identifier, CodePoints.MapWidth, Nfc, BidiRule.Holds);

    /// <summary>RFC 8265, section 4.2: every space U+0020, NFC.</summary>
    public static PrecisProfile OpaqueString { get; } =
        new(PrecisClass.Freeform, AsIs, text => Nfc(CodePoints.MapSpaces(text)), _ => true);

    /// <summary>RFC 8266, section 2.3, what is shown: single spaces between words only, NFKC.</summary>
    public static PrecisProfile Nickname { get; } =
        new(PrecisClass.Freeform, AsIs, text => Nfkc(Trim(text)), _ => true);

    /// <summary>RFC 8266, section 2.4, what is compared: also lower case.</summary>
    public static PrecisProfile NicknameComparison { get; } =
        new(PrecisClass.Freeform, AsIs, text => Nfkc(CodePoints.ToLower(Trim(text))), _ => true);

    /// <summary>
    /// <paramref name="text"/> in the form of this profile; enforcing that again changes nothing. <c>null</c> if the profile does not allow the
    /// text, or it does not settle.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="text"/> is longer than 2,048 UTF-16 units.</exception>
    public string? Enforce(string text)
    {
        var result = Apply(text);
        for (var round = 0; round < MoreRounds && result is { Length: <= CodePoints.MaxUnits }; round++)
        {
            var again = Apply(result);
            if (again == result)
            {
                return result;
            }

            result = again;
        }

        return null;
    }

    private string? Apply(string text)
    {
        var prepared = _prepare(text);
        if (!_allowed.Allows(prepared))
        {
            return null;
        }

        var result = _map(prepared);
        return result.Length > 0 && _direction(result) ? result : null;
    }

    private static string Trim(string text) =>
        string.Join(' ', CodePoints.MapSpaces(text).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string AsIs(string text) => text;

    private static string Nfc(string text) => CodePoints.Normalize(text, NormalizationForm.FormC);

    private static string Nfkc(string text) => CodePoints.Normalize(text, NormalizationForm.FormKC);
}
