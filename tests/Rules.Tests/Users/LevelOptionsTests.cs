using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class LevelOptionsTests
{
    [Fact]
    public void Defaults_are_valid() => Assert.Empty(Validate(_ => { }));

    [Fact]
    public void A_missing_level_names_itself() =>
        Assert.Contains(Validate(t => t.Remove(3)), m => m.Contains("Levels:Thresholds:3", StringComparison.Ordinal));

    [Fact]
    public void A_level_not_above_the_one_below_names_itself() =>
        Assert.Contains("Levels:Thresholds:4", Assert.Single(Validate(t => t[4] = 1000)), StringComparison.Ordinal);

    [Fact]
    public void Free_first_level_is_refused() =>
        Assert.Contains("Levels:Thresholds:1", Assert.Single(Validate(t => t[1] = 0)), StringComparison.Ordinal);

    [Fact]
    public void A_sixth_level_is_refused() => Assert.Single(Validate(t => t[6] = 20_000));

    private static List<string> Validate(Action<IDictionary<int, decimal>> change)
    {
        var options = new LevelOptions();
        change(options.Thresholds);
        return [.. options.Validate(new ValidationContext(options)).Select(r => r.ErrorMessage!)];
    }
}
