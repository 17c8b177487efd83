using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;
using OrleansRegistration.Precis;

namespace OrleansRegistration.Tests;

/// <summary>A long text is refused before it is normalised, because normalisation throws for long texts.</summary>
public sealed class LongTextTests
{
    private static readonly string Attack = "a" + string.Concat(Enumerable.Repeat("\u0301\u0316", 7900));

    // NFKC makes 18 characters of each.
    private const string Longest = "\uFDFA";

    [Fact]
    public void Names_that_are_far_too_long_are_refused_before_they_are_normalised()
    {
        Assert.Equal(NameProblem.Length, Username.TryParse(Attack, out _));
        Assert.Equal(NameProblem.Length, Nickname.TryParse(Attack, out _));
        Assert.Equal(NameProblem.Length, EmailAddress.TryParse(Attack, out _));
        Assert.Equal(NameProblem.Length, EmailAddress.TryParse($"x@{Attack}.org", out _));
        Assert.False(InvitationCode.TryParse(Attack, out _));
    }

    [Fact]
    public void Normalisation_itself_refuses_a_long_text()
    {
        Assert.Throws<ArgumentException>(() => PasswordText.Normalize(Attack));
        Assert.Throws<ArgumentException>(() => PrecisProfile.OpaqueString.Enforce(Attack));
        Assert.Throws<ArgumentException>(() => PasswordRules.IsTooSimilar(Attack, "somebody"));
        Assert.Throws<ArgumentException>(() => PasswordRules.IsTooSimilar("somebody's", Attack));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(22)]
    [InlineData(704)]
    [InlineData(705)]
    public void Text_that_grows_by_normalisation_is_refused_whatever_its_length(int count)
    {
        var text = string.Concat(Enumerable.Repeat(Longest, count));
        Assert.Contains(
            Nickname.TryParse(text, out _),
            count == 1 ? [NameProblem.None] : new[] { NameProblem.Length, NameProblem.Invalid }
        );
        Assert.NotEqual(NameProblem.None, Username.TryParse(text, out _));
        var password = PasswordText.Normalize(
            string.Concat(Enumerable.Repeat(Longest, Math.Min(count, PasswordRules.MaxTypedUnits)))
        );
        Assert.Equal(count is >= 8 and <= 128, PasswordRules.Check(password, "somebody").IsEmpty);
    }

    [Fact]
    public void Longest_password_fits_however_it_is_typed()
    {
        // Each syllable has three UTF-16 units when it is decomposed.
        var syllables = string.Concat(Enumerable.Repeat("\uAC01", PasswordRules.MaxLength));
        var typed = syllables.Normalize(System.Text.NormalizationForm.FormD);
        Assert.InRange(typed.Length, syllables.Length + 1, PasswordRules.MaxTypedUnits);
        Assert.Equal(syllables, PasswordText.Normalize(typed));
        Assert.Empty(PasswordRules.Check(PasswordText.Normalize(typed)));
    }
}
