using CsCheck;

namespace OrleansRegistration.Tests;

/// <summary>Random texts. Half are any UTF-16 units, half are likely to be allowed or to break one rule.</summary>
internal static class Texts
{
    private const string Tricky =
        "aZ09_.-@ \u00A0\u3000\uFF21\uFF10\u0130\u0131\u00DF\u1E9E\u03A3\u03C2\u00A8\uFDFA\u0301\u0307\u0345"
        + "\u05D0\u0627\u0661\u06F1\u200C\u200D\u094D\u0915\u30FB\u4E00"
        + "\u00B7l\u212B\u2163\uD800\uDC00\uD83D\uDE00\0";

    public static readonly Gen<string> Any = Gen.OneOf(
        Gen.UShort.Array[0, 40].Select(units => new string([.. units.Select(unit => (char)unit)])),
        Gen.Int[0, Tricky.Length - 1].Array[0, 30].Select(at => new string([.. at.Select(i => Tricky[i])])),
        Gen.Char.AlphaNumeric.Array[4, 24].Select(letters => new string(letters)),
        Gen.Int[0xA0, 0x2FFF].Array[6, 12].Select(units => "name" + new string([.. units.Select(unit => (char)unit)]))
    );
}
