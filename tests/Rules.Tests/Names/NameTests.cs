using CsCheck;
using OrleansRegistration.Faults;
using OrleansRegistration.Names;

namespace OrleansRegistration.Tests;

public sealed class NameTests
{
    [Theory]
    [InlineData(null, NameProblem.Required)]
    [InlineData(" \t", NameProblem.Required)]
    [InlineData("alice", NameProblem.Length)]
    [InlineData("alice1", NameProblem.None)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaa", NameProblem.None)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaa", NameProblem.Length)]
    [InlineData("e\u0301e\u0301e\u0301e\u0301e\u0301", NameProblem.Length)]
    [InlineData("a_b.c-d", NameProblem.None)]
    [InlineData("\u4E8C\u3007\u4E8C\u516D\u5E74\u751F", NameProblem.None)]
    [InlineData("alice@example.org", NameProblem.Invalid)]
    [InlineData("alice!!", NameProblem.Invalid)]
    [InlineData("alice 1", NameProblem.Invalid)]
    [InlineData("alice1 ", NameProblem.Invalid)]
    [InlineData("alice\0", NameProblem.Invalid)]
    [InlineData("alicel\u00B7l", NameProblem.Invalid)]
    [InlineData("\u05D0\u05D1\u05D2\u05D3\u05D4abc", NameProblem.Invalid)]
    [InlineData("Administrator", NameProblem.Reserved)]
    [InlineData("\uFF33upport", NameProblem.Reserved)]
    public void Usernames_keep_their_rules(string? text, NameProblem expected)
    {
        Assert.Equal(expected, Username.TryParse(text, out var name));
        Assert.Equal(expected == NameProblem.None, name is not null);
    }

    [Theory]
    [Trait("Fault", "D1")]
    [InlineData("\u2800\u2800\u2800\u2800\u2800\u2800")]
    [InlineData("\u2800Anna Karenina")]
    [InlineData("\U0001D159\U0001D159\U0001D159\U0001D159\U0001D159\U0001D159")]
    [InlineData("Anna\u3164Karenina")]
    [InlineData("Anna\u115FKarenina")]
    [InlineData("Anna\u1160Karenina")]
    [InlineData("Anna\uFFA0Karenina")]
    [InlineData("Anna\u17B4Karenina")]
    [InlineData("Anna\u17B5Karenina")]
    [InlineData("Anna\u034FKarenina")]
    [InlineData("Anna\u200BKarenina")]
    [InlineData("Anna\u2066Karenina")]
    [InlineData("Anna\uFE0FKarenina")]
    [InlineData("Anna\U000E0041Karenina")]
    [InlineData("Anna\uFFFCKarenina")]
    [InlineData("Anna\uFFFDKarenina")]
    [InlineData("Anna\u303FKarenina")]
    [InlineData("Anna\U00013441Karenina")]
    [InlineData("Anna\U00016FE4Karenina")]
    [InlineData("......")]
    [InlineData("! ! ! ! ! !")]
    public void Nickname_with_blank_glyphs_or_nothing_visible_is_invalid(string text)
    {
        Assert.Equal(NameProblem.Invalid, Nickname.TryParse(text, out _));
        FaultTable.Now(
            "D1",
            string.Join(' ', text.EnumerateRunes().Take(6).Select(rune => $"U+{rune.Value:X4}")),
            "invalid"
        );
    }

    [Theory]
    [Trait("Fault", "D1")]
    [InlineData("\U0001F600\U0001F601\U0001F602\U0001F603\U0001F604\U0001F605")]
    [InlineData("\u2665\u2665\u2665\u2665\u2665\u2665")]
    [InlineData("...!!!1")]
    [InlineData("$$$$$$")]
    public void Nickname_with_a_visible_letter_digit_or_symbol_is_a_nickname(string text) =>
        Assert.Equal(NameProblem.None, Nickname.TryParse(text, out _));

    [Theory]
    [Trait("Fault", "D1")]
    [InlineData("alice\U00013441bob")]
    [InlineData("alice\U00016FE4bob")]
    [InlineData("alice\u200Bbob")]
    [InlineData("alice\u202Ebob")]
    [InlineData("alice\u2800bob")]
    public void Username_and_address_with_blank_glyphs_or_bidi_controls_are_invalid(string text)
    {
        Assert.Equal(NameProblem.Invalid, Username.TryParse(text, out _));
        Assert.Equal(NameProblem.Invalid, EmailAddress.TryParse($"{text}@example.org", out _));
    }

    [Theory]
    [Trait("Fault", "D2")]
    [InlineData(0, NameProblem.None)]
    [InlineData(4, NameProblem.None)]
    [InlineData(5, NameProblem.Invalid)]
    [InlineData(27, NameProblem.Invalid)]
    public void Letter_has_at_most_four_marks(int marks, NameProblem expected)
    {
        var text = "abcde" + 'q' + new string('\u0301', marks);
        Assert.Equal(expected, Nickname.TryParse(text, out _));
        Assert.Equal(expected, Username.TryParse(text, out _));
        FaultTable.Now(
            "D2",
            $"a letter with {marks} combining marks",
            expected == NameProblem.None ? "accepted" : "invalid"
        );
    }

    [Theory]
    [Trait("Fault", "D2")]
    [InlineData("\u0301abcdef", NameProblem.Invalid)]
    [InlineData("\u0903abcdef", NameProblem.Invalid)] // a spacing mark
    [InlineData("\u20DDabcdef", NameProblem.Invalid)] // an enclosing mark
    [InlineData("\u00A8abcdef", NameProblem.Invalid)] // NFKC makes it a space and a mark
    [InlineData("\u1EC7\u0331\u0301abcde", NameProblem.None)] // a precomposed letter with two marks, and two more marks
    [InlineData("\u1EC7\u0331\u0301\u0302abcde", NameProblem.Invalid)]
    public void Mark_is_not_first_and_marks_of_precomposed_letters_count(string text, NameProblem expected)
    {
        Assert.Equal(expected, Nickname.TryParse(text, out _));
        FaultTable.Now(
            "D2",
            string.Join(' ', text.EnumerateRunes().Take(4).Select(rune => $"U+{rune.Value:X4}")),
            expected == NameProblem.None ? "accepted" : "invalid"
        );
    }

    [Theory]
    [Trait("Fault", "D3")]
    [InlineData("......", NameProblem.Invalid)]
    [InlineData("alice.", NameProblem.Invalid)]
    [InlineData(".alice", NameProblem.Invalid)]
    [InlineData("alice..bob", NameProblem.Invalid)]
    [InlineData("alice._bob", NameProblem.Invalid)]
    [InlineData("alice-", NameProblem.Invalid)]
    [InlineData("_alice", NameProblem.Invalid)]
    [InlineData("alice\uFF0E", NameProblem.Invalid)] // a fullwidth full stop
    [InlineData("alice.bob-c_d", NameProblem.None)]
    public void Separators_in_usernames_are_single_and_inside_but_existing_names_are_still_read(
        string text,
        NameProblem expected
    )
    {
        Assert.Equal(expected, Username.TryParse(text, out _));
        Assert.Equal(NameProblem.None, Username.TryParseExisting(text, out var name));
        Assert.NotNull(name);
        FaultTable.Now("D3", text, expected == NameProblem.None ? "accepted" : "invalid");
    }

    [Theory]
    [Trait("Fault", "A4")]
    [InlineData("http://evil.test/x")]
    [InlineData("see HTTPS://evil")]
    [InlineData("ftp://evil")]
    [InlineData("www.evil.test win 1m")]
    [InlineData("WWW.evil")]
    [InlineData("\uFF57\uFF57\uFF57\uFF0Eevil")] // fullwidth
    [InlineData("go to evil.test")]
    [InlineData("evil\u2024test")] // one dot leader
    [InlineData("win at evil.test/x?y")]
    [InlineData("\u043F\u0440\u0438\u043C\u0435\u0440.\u0440\u0444")]
    [InlineData("x.xn--p1ai")]
    [InlineData("mailto:eve@evil")]
    [InlineData("Mailto:eve")]
    [InlineData("eve@evil.test")]
    [InlineData("call tel:+15551234")]
    public void Nickname_that_mail_programs_make_a_link_of_is_invalid(string text)
    {
        Assert.Equal(NameProblem.Invalid, Nickname.TryParse(text, out _));
        FaultTable.Now("A4", $"nickname {text}", "invalid");
    }

    [Theory]
    [Trait("Fault", "A4")]
    [InlineData("J. R. R. Tolkien")]
    [InlineData("J.R.R. Tolkien")]
    [InlineData("anna...")]
    [InlineData("Re:Zero fan")]
    [InlineData("version 2.0.1")]
    [InlineData("\u4F60\u597D\u3002\u4E16\u754C\u548C\u5E73")]
    [InlineData("anna@home")]
    [InlineData("and/or: me")]
    public void Nickname_that_mail_programs_do_not_link_is_valid(string text) =>
        Assert.Equal(NameProblem.None, Nickname.TryParse(text, out _));

    [Theory]
    [Trait("Fault", "D4")]
    [InlineData("\u039F\u03B4\u03C5\u03C3\u03C3\u03B5\u03CD\u03C2", "\u039F\u0394\u03A5\u03A3\u03A3\u0395\u038E\u03A3")]
    [InlineData("\u1C82\u1C83\u1C84\u1C80\u1C81\u1C86", "\u041E\u0421\u0422\u0412\u0414\u042A")]
    public void Letters_that_share_their_upper_case_make_one_name(string text, string upper)
    {
        Assert.Equal(NameProblem.None, Username.TryParse(text, out var username));
        Assert.Equal(NameProblem.None, Username.TryParse(upper, out var upperUsername));
        Assert.Equal(username!.Key, upperUsername!.Key);
        Assert.Equal(text, username.Value);
        Assert.Equal(NameProblem.None, Nickname.TryParse($"{text} {text}", out var nickname));
        Assert.Equal(NameProblem.None, Nickname.TryParse($"{upper} {upper}", out var upperNickname));
        Assert.Equal(nickname!.Key, upperNickname!.Key);
        FaultTable.Now("D4", $"{text} and {upper}", $"one key, {username.Key}");
    }

    [Theory]
    [Trait("Fault", "D4")]
    [InlineData("alice1", "alice1")]
    [InlineData("\u03BA\u03B1\u03BB\u03B7\u03BC\u03AD\u03C1\u03B1", "\u03BA\u03B1\u03BB\u03B7\u03BC\u03AD\u03C1\u03B1")]
    [InlineData(
        "\u03BF\u03B4\u03C5\u03C3\u03C3\u03B5\u03CD\u03C2",
        "\u03BF\u03B4\u03C5\u03C3\u03C3\u03B5\u03CD\u03C2 \u03BF\u03B4\u03C5\u03C3\u03C3\u03B5\u03CD\u03C3"
    )]
    [InlineData(
        "\u03BF\u03B4\u03C5\u03C3\u03C3\u03B5\u03CD\u03C3",
        "\u03BF\u03B4\u03C5\u03C3\u03C3\u03B5\u03CD\u03C3 \u03BF\u03B4\u03C5\u03C3\u03C3\u03B5\u03CD\u03C2"
    )]
    [InlineData(
        "\u03B1\u03C2\u03B2.\u03B3\u03B4\u03C2",
        "\u03B1\u03C2\u03B2.\u03B3\u03B4\u03C2 "
            + "\u03B1\u03C3\u03B2.\u03B3\u03B4\u03C3 \u03B1\u03C3\u03B2.\u03B3\u03B4\u03C2"
    )]
    public void Older_accounts_are_looked_for_under_the_name_as_written_and_with_final_sigmas(string text, string keys)
    {
        Assert.Equal(NameProblem.None, Username.TryParse(text, out var name));
        Assert.Equal(keys.Split(' '), name!.Claims.Select(claim => claim.Key));
    }

    [Fact]
    public void Fullwidth_and_upper_case_letters_make_one_username()
    {
        Assert.Equal("alice1", Parse("\uFF21lice1").Key);
        Assert.Equal("alice1", Parse("ALICE1").Key);
        Assert.Equal("ALICE1", Parse("ALICE1").Value);
        Assert.Equal("Alice1", Parse("\uFF21lice1").Value);
        static Username Parse(string text) =>
            Username.TryParse(text, out var name) == NameProblem.None ? name! : throw new FormatException();
    }

    [Theory]
    [InlineData("", NameProblem.Required)]
    [InlineData("Alice", NameProblem.Length)]
    [InlineData("  Alice  ", NameProblem.Length)]
    [InlineData("Alice \u2163", NameProblem.None)]
    [InlineData("\U0001F600\U0001F601\U0001F602\U0001F603\U0001F604\U0001F605", NameProblem.None)]
    [InlineData("e\u0331\u0301e\u0331\u0301e\u0331\u0301e\u0331\u0301e\u0331\u0301", NameProblem.Length)]
    [InlineData("\u4E8C\u3007\u4E8C\u516D\u5E74\u751F", NameProblem.None)]
    [InlineData("\uFDFA\uFDFA", NameProblem.Length)]
    [InlineData("Alice\u202Eecila", NameProblem.Invalid)]
    [InlineData("Alice\nBob", NameProblem.Invalid)]
    [InlineData("  SYSTEM ", NameProblem.Reserved)]
    public void Nicknames_keep_their_rules(string text, NameProblem expected)
    {
        Assert.Equal(expected, Nickname.TryParse(text, out var name));
        Assert.Equal(expected == NameProblem.None, name is not null);
    }

    [Fact]
    public void Lone_surrogates_are_invalid()
    {
        // This is no theory data: attributes are kept in UTF-8, which turns lone surrogates into U+FFFD.
        Assert.Equal(NameProblem.Invalid, Username.TryParse("alice1\uD800", out _));
        Assert.Equal(NameProblem.Invalid, Nickname.TryParse("Alice1\uDC00", out _));
        Assert.Equal(NameProblem.Invalid, EmailAddress.TryParse("a\uD800@example.org", out _));
        Assert.Equal(NameProblem.Invalid, EmailAddress.TryParse("a@exa\uD800mple.org", out _));
    }

    [Fact]
    public void Heaps_of_marks_are_too_long()
    {
        var heap = "abcdef" + new string('\u0301', 300);
        Assert.Equal(NameProblem.Length, Username.TryParse(heap, out _));
        Assert.Equal(NameProblem.Length, Nickname.TryParse(heap, out _));
    }

    [Fact]
    public void Far_too_long_texts_are_refused_before_anything_else()
    {
        var huge = new string('\uD800', 10_000);
        Assert.Equal(NameProblem.Length, Username.TryParse(huge, out _));
        Assert.Equal(NameProblem.Length, Nickname.TryParse(huge, out _));
        Assert.Equal(NameProblem.Length, EmailAddress.TryParse(huge, out _));
    }

    [Theory]
    [InlineData("Alice.B+tag@Example.ORG", "Alice.B+tag@example.org", "alice.b+tag@example.org")]
    [InlineData("a@b\u00FCcher.example", "a@xn--bcher-kva.example", "a@xn--bcher-kva.example")]
    [InlineData("A@XN--BCHER-KVA.example", "A@xn--bcher-kva.example", "a@xn--bcher-kva.example")]
    [InlineData("Jose\u0301@example.org", "Jos\u00E9@example.org", "jos\u00E9@example.org")]
    [InlineData(
        "\u5F20\u4E09@\u4F8B\u3048\u3002\u30C6\u30B9\u30C8",
        "\u5F20\u4E09@xn--r8jz45g.xn--zckzah",
        "\u5F20\u4E09@xn--r8jz45g.xn--zckzah"
    )]
    public void Addresses_have_one_form(string text, string value, string key)
    {
        Assert.Equal(NameProblem.None, EmailAddress.TryParse(text, out var name));
        Assert.Equal((value, key), (name!.Value, name.Key));
    }

    [Theory]
    [InlineData(null, NameProblem.Required)]
    [InlineData(" ", NameProblem.Required)]
    [InlineData("alice", NameProblem.Invalid)]
    [InlineData("@example.org", NameProblem.Invalid)]
    [InlineData("alice@", NameProblem.Invalid)]
    [InlineData("a@b@example.org", NameProblem.Invalid)]
    [InlineData(".a@example.org", NameProblem.Invalid)]
    [InlineData("a..b@example.org", NameProblem.Invalid)]
    [InlineData("a.@example.org", NameProblem.Invalid)]
    [InlineData("a b@example.org", NameProblem.Invalid)]
    [InlineData("a\u00A0b@example.org", NameProblem.Invalid)]
    [InlineData("\"a b\"@example.org", NameProblem.Invalid)]
    [InlineData("Alice <a@example.org>", NameProblem.Invalid)]
    [InlineData("a@example.org,b@example.org", NameProblem.Invalid)]
    [InlineData("a@example.org\r\nBcc: b@example.org", NameProblem.Invalid)]
    [InlineData("a\0@example.org", NameProblem.Invalid)]
    [InlineData("a\u0387@example.org", NameProblem.Invalid)] // NFC makes it U+00B7, which needs a context
    [InlineData("a@[127.0.0.1]", NameProblem.Invalid)]
    [InlineData("a@127.0.0.1", NameProblem.Invalid)]
    [InlineData("a@localhost", NameProblem.Invalid)]
    [InlineData("a@example.org.", NameProblem.Invalid)]
    [InlineData("a@-example.org", NameProblem.Invalid)]
    [InlineData("a@exa_mple.org", NameProblem.Invalid)]
    [InlineData("a@xn--a.org", NameProblem.Invalid)]
    public void Bad_addresses_are_refused(string? text, NameProblem expected)
    {
        Assert.Equal(expected, EmailAddress.TryParse(text, out var name));
        Assert.Null(name);
    }

    [Fact]
    public void Addresses_are_bounded_in_octets()
    {
        var label = new string('d', 63);
        Assert.Equal(NameProblem.None, EmailAddress.TryParse(new string('a', 64) + "@example.org", out _));
        Assert.Equal(NameProblem.Length, EmailAddress.TryParse(new string('a', 65) + "@example.org", out _));
        Assert.Equal(NameProblem.Length, EmailAddress.TryParse(new string('\u00E9', 33) + "@example.org", out _));
        Assert.Equal(
            NameProblem.None,
            EmailAddress.TryParse($"{new string('a', 60)}@{label}.{label}.{label}.d", out _)
        );
        Assert.Equal(
            NameProblem.Length,
            EmailAddress.TryParse($"{new string('a', 61)}@{label}.{label}.{label}.d", out _)
        );
    }

    [Fact]
    public void Names_say_nothing_in_logs()
    {
        _ = Username.TryParse("alice1", out var username);
        _ = Nickname.TryParse("alice1", out var nickname);
        _ = EmailAddress.TryParse("alice1@example.org", out var email);
        Assert.DoesNotContain("alice1", $"{username}{nickname}{email}", StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Usernames_parse_again_to_themselves() =>
        Texts.Any.Sample(
            text =>
            {
                if (Username.TryParse(text, out var name) == NameProblem.None)
                {
                    Assert.Equal(NameProblem.None, Username.TryParse(name!.Value, out var again));
                    Assert.Equal(name, again);
                    Assert.Equal(NameProblem.None, Username.TryParse(name.Key, out var lower));
                    Assert.Equal(name.Key, lower!.Key);
                }
            },
            iter: 20_000
        );

    [Fact]
    public void Nicknames_parse_again_to_themselves() =>
        Texts.Any.Sample(
            text =>
            {
                if (Nickname.TryParse(text, out var name) == NameProblem.None)
                {
                    Assert.Equal(NameProblem.None, Nickname.TryParse(name!.Value, out var again));
                    Assert.Equal(name, again);
                }
            },
            iter: 20_000
        );

    [Fact]
    public void Addresses_parse_again_to_themselves() =>
        Gen.Select(Texts.Any, Texts.Any)
            .Sample(
                (local, domain) =>
                {
                    if (EmailAddress.TryParse($"{local}@{domain}.example", out var name) == NameProblem.None)
                    {
                        Assert.Equal(NameProblem.None, EmailAddress.TryParse(name!.Value, out var again));
                        Assert.Equal(name, again);
                    }
                },
                iter: 20_000
            );
}
