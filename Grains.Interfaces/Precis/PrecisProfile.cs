using System.Text;

namespace OrleansRegistration.Precis;

/// <summary>
/// Checks one kind of text and brings it to one form: usernames and passwords by RFC 8265, nicknames by RFC 8266. The
/// result depends on the Unicode data of the runtime. Later versions add code points but never change existing ones.
/// </summary>
public sealed class PrecisProfile
{
    // RFC 8264, section 7: rules that are not idempotent are applied up to three times more.
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

    /// <summary>RFC 8265, section 4.2: every space mapped to U+0020, NFC.</summary>
    public static PrecisProfile OpaqueString { get; } =
        new(PrecisClass.Freeform, AsIs, text => Nfc(CodePoints.MapSpaces(text)), _ => true);

    /// <summary>RFC 8266, section 2.3, the display form: single spaces between words, NFKC.</summary>
    public static PrecisProfile Nickname { get; } =
        new(PrecisClass.Freeform, AsIs, text => Nfkc(Trim(text)), _ => true);

    /// <summary>RFC 8266, section 2.4, the form for comparison: single spaces, lower case, NFKC.</summary>
    public static PrecisProfile NicknameComparison { get; } =
        new(PrecisClass.Freeform, AsIs, text => Nfkc(CodePoints.ToLower(Trim(text))), _ => true);

    /// <summary>
    /// Brings <paramref name="text"/> to the form of this profile. Idempotent. <c>null</c> when the profile does not
    /// allow the text, or when the form still changes after all rounds.
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
