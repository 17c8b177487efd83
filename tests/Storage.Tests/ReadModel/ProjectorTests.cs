namespace OrleansRegistration.ReadModel;

public sealed class ProjectorTests
{
    [Theory]
    [InlineData(1000, 1000, 10, 1000)]
    [InlineData(1000, 1000, 300, 500)]
    [InlineData(500, 20, 300, 250)] // few changes, but long
    [InlineData(500, 500, 200, 500)]
    [InlineData(500, 500, 50, 1000)]
    [InlineData(500, 499, 50, 500)] // there were no more
    [InlineData(20, 20, 3000, 16)]
    [InlineData(16, 16, 3000, 16)]
    public void Long_transactions_take_fewer_changes(int atOnce, int count, int milliseconds, int next) =>
        Assert.Equal(next, Projector.NextChangesAtOnce(atOnce, count, TimeSpan.FromMilliseconds(milliseconds)));
}
