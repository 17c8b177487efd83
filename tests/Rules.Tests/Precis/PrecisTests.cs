using CsCheck;
using OrleansRegistration.Precis;

namespace OrleansRegistration.Tests;

public sealed class PrecisTests
{
    private static readonly PrecisProfile[] Profiles =
    [
        PrecisProfile.UsernameCaseMapped,
        PrecisProfile.UsernameCasePreserved,
        PrecisProfile.OpaqueString,
        PrecisProfile.Nickname,
        PrecisProfile.NicknameComparison,
    ];

    [Theory] // RFC 8265, tables 1 and 2
    [InlineData("juliet@example.com", "juliet@example.com")]
    [InlineData("fussball", "fussball")]
    [InlineData("fu\u00DFball", "fu\u00DFball")]
    [InlineData("\u03C0", "\u03C0")]
    [InlineData("\u03A3", "\u03C3")]
    [InlineData("\u03C3", "\u03C3")]
    [InlineData("\u03C2", "\u03C2")]
    [InlineData("foo bar", null)]
    [InlineData("", null)]
    [InlineData("henry\u2163", null)]
    [InlineData("\u265A", null)]
    [InlineData("\uFF21\uFF22", "ab")]
    [InlineData("A\u030A", "\u00E5")]
    [InlineData("\u0130", "i\u0307")]
    [InlineData("\U00010400", "\U00010428")]
    [InlineData("\uFFE3", null)]
    [InlineData("\uFFA1", null)]
    [InlineData("a\u0378", null)]
    [InlineData("a\uFFFD", null)]
    [InlineData("\u1100", null)]
    [InlineData("a\u00AD", null)]
    [InlineData("\u0640", null)]
    [InlineData("\u3007", "\u3007")]
    [InlineData("a\u007F", null)]
    public void Case_mapped_usernames_are_as_RFC_8265_has_them(string text, string? expected) =>
        Assert.Equal(expected, PrecisProfile.UsernameCaseMapped.Enforce(text));

    [Theory]
    [InlineData("ABC", "ABC")]
    [InlineData("\uFF21\uFF22", "AB")]
    [InlineData("\u03A3", "\u03A3")]
    [InlineData("\uFB00", null)]
    public void Case_preserved_usernames_keep_their_case(string text, string? expected) =>
        Assert.Equal(expected, PrecisProfile.UsernameCasePreserved.Enforce(text));

    [Theory] // RFC 8265, tables 3 and 4
    [InlineData("correct horse battery staple", "correct horse battery staple")]
    [InlineData("Correct Horse Battery Staple", "Correct Horse Battery Staple")]
    [InlineData("\u03C0\u00DF\u00E5", "\u03C0\u00DF\u00E5")]
    [InlineData("Jack of \u2666s", "Jack of \u2666s")]
    [InlineData("foo\u1680bar", "foo bar")]
    [InlineData("", null)]
    [InlineData("my cat is a \u0009by", null)]
    public void Opaque_strings_are_as_RFC_8265_has_them(string text, string? expected) =>
        Assert.Equal(expected, PrecisProfile.OpaqueString.Enforce(text));

    [Theory] // RFC 8266, table 1
    [InlineData("Foo", "Foo", "foo")]
    [InlineData("foo", "foo", "foo")]
    [InlineData("Foo Bar", "Foo Bar", "foo bar")]
    [InlineData("foo bar", "foo bar", "foo bar")]
    [InlineData("\u03A3", "\u03A3", "\u03C3")]
    [InlineData("\u03C3", "\u03C3", "\u03C3")]
    [InlineData("\u03C2", "\u03C2", "\u03C2")]
    [InlineData("\u265A", "\u265A", "\u265A")]
    [InlineData("Richard \u2163", "Richard IV", "richard iv")]
    [InlineData("  Swan  of   Avon   ", "Swan of Avon", "swan of avon")]
    [InlineData("a\u00A0\u3000b", "a b", "a b")]
    [InlineData("\u00A8a", "\u0308a", "\u0308a")] // NFKC makes the first character a space, so a second round is needed
    [InlineData("\u211D", "R", "r")]
    [InlineData(" \u00A0 ", null, null)]
    [InlineData("a\nb", null, null)]
    public void Nicknames_are_as_RFC_8266_has_them(string text, string? shown, string? compared)
    {
        Assert.Equal(shown, PrecisProfile.Nickname.Enforce(text));
        Assert.Equal(compared, PrecisProfile.NicknameComparison.Enforce(text));
    }

    [Theory] // RFC 5892, appendix A
    [InlineData("\u0915\u094D\u200C\u0937", true)]
    [InlineData("\u0628\u200C\u0628", true)]
    [InlineData("\u0628\u064E\u200C\u064E\u0627", true)]
    [InlineData("\uA872\u200C\u0628", true)]
    [InlineData("\u0627\u200C\u0628", false)]
    [InlineData("\u0628\u200C", false)]
    [InlineData("a\u200Cb", false)]
    [InlineData("\u0915\u094D\u200D", true)]
    [InlineData("a\u200D", false)]
    [InlineData("a\u0301\u200D", false)]
    [InlineData("\u0915\u093C\u200D", false)] // nukta: combining class 7
    [InlineData("\u304B\u3099\u200D", false)] // voiced mark: class 8
    [InlineData("\u05D0\u05B0\u200D", false)] // sheva: class 10
    [InlineData("l\u00B7l", true)]
    [InlineData("l\u00B7a", false)]
    [InlineData("\u00B7", false)]
    [InlineData("\u0375\u03B1", true)]
    [InlineData("\u0375a", false)]
    [InlineData("\u05D0\u05F3", true)]
    [InlineData("a\u05F4", false)]
    [InlineData("\u30AB\u30FBa", true)]
    [InlineData("\u4E00\u30FBa", true)]
    [InlineData("a\u30FBb", false)]
    [InlineData("\u0661\u0662", true)]
    [InlineData("\u06F1\u06F2", true)]
    [InlineData("\u0661\u06F1", false)]
    public void Contextual_code_points_need_their_context(string text, bool allowed)
    {
        Assert.Equal(allowed, PrecisClass.Identifier.Allows(text));
        Assert.Equal(allowed, PrecisClass.Freeform.Allows(text));
    }

    [Theory] // RFC 5893, section 2
    [InlineData("\u05D0\u05D1", true)]
    [InlineData("\u05D01", true)]
    [InlineData("\u0627\u064E", true)]
    [InlineData("\u05D0-\u05D1", true)]
    [InlineData("\u0627\u0661", true)]
    [InlineData("1\u05D0", false)]
    [InlineData("\u0661\u0627", false)]
    [InlineData("\u05D0a", false)]
    [InlineData("a\u05D0", false)]
    [InlineData("\u05D0-", false)]
    [InlineData("\u05D0-\u05B0", false)]
    [InlineData("\u06271\u0661", false)]
    [InlineData("a\u0661", false)]
    [InlineData("\u05B0\u05D0", false)]
    public void Right_to_left_usernames_obey_the_bidi_rule(string text, bool allowed) =>
        Assert.Equal(allowed, PrecisProfile.UsernameCaseMapped.Enforce(text) is not null);

    [Fact]
    public void Every_profile_settles_and_none_throws() =>
        Texts.Any.Sample(
            text =>
            {
                foreach (var profile in Profiles)
                {
                    if (profile.Enforce(text) is { } once)
                    {
                        Assert.Equal(once, profile.Enforce(once));
                    }
                }

                _ = PasswordText.Normalize(text);
            },
            iter: 20_000
        );

    [Fact]
    public void Every_code_point_can_be_asked_for()
    {
        for (var c = 0; c <= 0x10FFFF; c++)
        {
            if (c is >= 0xD800 and <= 0xDFFF)
            {
                continue;
            }

            var text = char.ConvertFromUtf32(c);
            Assert.True(!PrecisClass.Identifier.Allows(text) || PrecisClass.Freeform.Allows(text), $"U+{c:X}");
        }
    }
}
