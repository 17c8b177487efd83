using OrleansRegistration.Passwords;

namespace OrleansRegistration.Tests;

/// <summary>Which new passwords are refused, and with which problem.</summary>
public sealed class PasswordRulesTests
{
    private const string Username = "marlowe_77";
    private const string Nickname = "Kit of Canterbury";
    private const string Email = "c.marlowe@deptford.example";

    // One code point, two UTF-16 units.
    private const string Horse = "\U0001F40E";

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Length_is_8_to_128_code_points_whatever_they_take_to_write(int length, bool isGood)
    {
        PasswordProblem[] expected = isGood ? [] : [PasswordProblem.Length];
        Assert.Equal(expected, PasswordRules.Check(string.Concat(Enumerable.Repeat(Horse, length))));
        Assert.Equal(expected, PasswordRules.Check(new string('\u00E9', length)));
        Assert.Equal(
            expected,
            PasswordRules.Check(string.Concat(Enumerable.Range(0, length).Select(i => (char)(' ' + (i * 37 % 95)))))
        );
    }

    [Theory]
    [InlineData("        ")] // any characters count
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("\uD800\uD800\uD800\uD800\uD800\uD800\uD800\uD800")]
    [InlineData("correct horse")]
    [InlineData("aaaabbbbc")]
    public void No_kind_of_character_is_asked_for_or_refused(string password) =>
        Assert.Empty(PasswordRules.Check(password, Username, Nickname, Email));

    [Theory]
    [InlineData("password123")]
    [InlineData("PassWord123")]
    [InlineData("iloveyou1")]
    [InlineData("1234567890")]
    public void Common_password_is_refused_in_whatever_case(string password) =>
        Assert.Equal([PasswordProblem.Common], PasswordRules.Check(password));

    [Theory]
    [InlineData("password123 ")]
    [InlineData("password-of-mine")]
    public void Password_that_only_begins_like_a_common_one_is_good(string password) =>
        Assert.Empty(PasswordRules.Check(password));

    [Theory]
    [InlineData("marlowe_77")]
    [InlineData("MARLOWE-77!")]
    [InlineData("77ewolram")]
    [InlineData("x-marlowe77-x")]
    [InlineData("kitofcanterbury")]
    [InlineData("Kit  Of  Canterbury  1593")]
    [InlineData("canterbury")] // is part of a name
    [InlineData("yrubretnac")]
    [InlineData("c.marlowe")] // is the address before the @
    [InlineData("emarlowe-c.marlowe")]
    [InlineData("C.Marlowe@Deptford.Example")]
    [InlineData("deptford")]
    [InlineData("\uFF4D\uFF41\uFF52\uFF4C\uFF4F\uFF57\uFF4577")] // in full width
    public void Password_too_close_to_username_nickname_or_address_is_refused(string password) =>
        Assert.Equal([PasswordProblem.TooSimilar], PasswordRules.Check(password, Username, Nickname, Email));

    [Theory]
    [InlineData("tamburlaine")]
    [InlineData("marlowe_77 wrote five plays")] // the name is less than half of the password
    [InlineData("!!!!!!!!")] // has nothing to compare
    public void Password_that_is_far_enough_from_the_names_is_good(string password) =>
        Assert.Empty(PasswordRules.Check(password, Username, Nickname, Email));

    [Theory]
    [InlineData("kit-likes-tea", "kit")] // a name of three characters is part of many good passwords by chance
    [InlineData("kit-1593", null)]
    public void Short_and_unknown_names_count_for_nothing(string password, string? name) =>
        Assert.Empty(PasswordRules.Check(password, name));

    [Fact]
    public void Every_broken_rule_is_told() =>
        Assert.Equal(
            [PasswordProblem.Length, PasswordProblem.TooSimilar],
            PasswordRules.Check("kit-of", Username, Nickname, Email)
        );
}
