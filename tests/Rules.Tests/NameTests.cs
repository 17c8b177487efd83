using CsCheck;
using OrleansRegistration.Reservations;

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

    [Fact]
    public void Fullwidth_and_upper_case_letters_make_one_username()
    {
        Assert.Equal("alice1", Parse("\uFF21lice1").Key);
        Assert.Equal("alice1", Parse("ALICE1").Key);
        Assert.Equal("ALICE1", Parse("ALICE1").Value);
        Assert.Equal("Alice1", Parse("\uFF21lice1").Value);
        static Username Parse(string text) => Username.TryParse(text, out var name) == NameProblem.None ? name! : throw new FormatException();
    }

    [Theory]
    [InlineData("", NameProblem.Required)]
    [InlineData("Alice", NameProblem.Length)]
    [InlineData("  Alice  ", NameProblem.Length)]
    [InlineData("Alice \u2163", NameProblem.None)]
    [InlineData("\U0001F600\U0001F601\U0001F602\U0001F603\U0001F604\U0001F605", NameProblem.None)]
    [InlineData("e\u0331\u0301e\u0331\u0301e\u0331\u0301e\u0331\u0301e\u0331\u0301", NameProblem.Length)]
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
        // Not as theory data: attributes are kept in UTF-8, which turns them into U+FFFD.
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
    [InlineData("\u5F20\u4E09@\u4F8B\u3048\u3002\u30C6\u30B9\u30C8", "\u5F20\u4E09@xn--r8jz45g.xn--zckzah", "\u5F20\u4E09@xn--r8jz45g.xn--zckzah")]
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
    [InlineData("a\u0387@example.org", NameProblem.Invalid)] // NFC makes it U+00B7, which wants a context
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
        Assert.Equal(NameProblem.None, EmailAddress.TryParse($"{new string('a', 60)}@{label}.{label}.{label}.d", out _));
        Assert.Equal(NameProblem.Length, EmailAddress.TryParse($"{new string('a', 61)}@{label}.{label}.{label}.d", out _));
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
    public void Usernames_parse_again_to_themselves() => Texts.Any.Sample(
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
        iter: 20_000);

    [Fact]
    public void Nicknames_parse_again_to_themselves() => Texts.Any.Sample(
        text =>
        {
            if (Nickname.TryParse(text, out var name) == NameProblem.None)
            {
                Assert.Equal(NameProblem.None, Nickname.TryParse(name!.Value, out var again));
                Assert.Equal(name, again);
            }
        },
        iter: 20_000);

    [Fact]
    public void Addresses_parse_again_to_themselves() => Gen.Select(Texts.Any, Texts.Any).Sample(
        (local, domain) =>
        {
            if (EmailAddress.TryParse($"{local}@{domain}.example", out var name) == NameProblem.None)
            {
                Assert.Equal(NameProblem.None, EmailAddress.TryParse(name!.Value, out var again));
                Assert.Equal(name, again);
            }
        },
        iter: 20_000);
}
