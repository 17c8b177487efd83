using OrleansRegistration.ReadModel;

namespace OrleansRegistration.Storage;

public sealed class JournalAgeTests
{
    private readonly JournalAge _age = new();

    [Fact]
    public void Nothing_waits_since_never() => Assert.Null(_age.Look(null, At(1)));

    [Fact]
    public void Oldest_change_has_waited_since_the_last_look_that_did_not_see_it()
    {
        Assert.Null(_age.Look(null, At(1)));
        Assert.Equal(At(1), _age.Look((1, 5), At(2)));
        Assert.Equal(At(1), _age.Look((5, 9), At(3))); // 5 was there at the second look
        Assert.Equal(At(2), _age.Look((6, 12), At(4))); // 6 was not
        Assert.Equal(At(2), _age.Look((9, 12), At(5)));
        Assert.Equal(At(5), _age.Look((13, 13), At(6)));
        Assert.Null(_age.Look(null, At(7)));
        Assert.Equal(At(7), _age.Look((14, 14), At(8)));
    }

    [Fact]
    public void What_waits_at_the_first_look_waits_since_then()
    {
        Assert.Equal(At(3), _age.Look((7, 9), At(3)));
        Assert.Equal(At(3), _age.Look((7, 9), At(60)));
    }

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);
}
