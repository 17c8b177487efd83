using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Tests;

public sealed class InvitationCodeTests
{
    [Theory]
    [InlineData("abc-def 123", "ABCDEF123")]
    [InlineData("a", "A")]
    [InlineData("ABCDEFGHIJKL", "ABCDEFGHIJKL")]
    [InlineData("ABCDEFGHIJKLM", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData(" - ", null)]
    [InlineData("ab_c", null)]
    [InlineData("\u00E4bc", null)]
    [InlineData("\uFF21BC", null)]
    public void Codes_are_read_as_people_type_them(string? text, string? expected)
    {
        Assert.Equal(expected is not null, InvitationCode.TryParse(text, out var code));
        Assert.Equal(expected, code?.Value);
    }

    [Fact]
    public void Generated_codes_parse_to_themselves_and_differ()
    {
        var code = InvitationCode.Generate();
        Assert.Equal(10, code.Value.Length);
        Assert.Equal(code, InvitationCode.Parse(code.Value));
        Assert.NotEqual(code, InvitationCode.Generate());
    }

    [Fact]
    public void Only_normalised_codes_are_read_back() =>
        Assert.Throws<FormatException>(() => InvitationCode.Parse("abc"));

    [Fact]
    public void Codes_are_not_logged_whole() =>
        Assert.DoesNotContain("CDEF", InvitationCode.Parse("ABCDEF").ToString(), StringComparison.Ordinal);
}
