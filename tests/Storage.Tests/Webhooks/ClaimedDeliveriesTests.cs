using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Tests;

public sealed class ClaimedDeliveriesTests
{
    [Fact]
    public void Successes_make_room_up_to_a_bound_and_failures_take_it_back()
    {
        var claimed = new ClaimedDeliveries();
        Assert.Equal(ClaimedDeliveries.LeastAtOnce, claimed.Room);
        for (var i = 0; i < 100; i++)
        {
            Try(claimed, isTaken: true);
        }

        Assert.Equal(ClaimedDeliveries.MostAtOnce, AtOnce(claimed));
        Try(claimed, isTaken: null);
        Assert.Equal(ClaimedDeliveries.MostAtOnce, AtOnce(claimed));
        Try(claimed, isTaken: false);
        Assert.Equal(ClaimedDeliveries.MostAtOnce / 2, AtOnce(claimed));
        for (var i = 0; i < 100; i++)
        {
            Try(claimed, isTaken: false);
        }

        Assert.Equal(ClaimedDeliveries.LeastAtOnce, AtOnce(claimed));
        Assert.Equal(ClaimedDeliveries.LeastAtOnce, claimed.Room);
    }

    [Fact]
    public void No_more_are_claimed_while_more_than_half_of_a_claim_are_not_stored()
    {
        var claimed = new ClaimedDeliveries();
        claimed.Add(New());
        claimed.Add(New());
        Assert.Equal(2, claimed.Room);
        claimed.Add(New());
        Assert.Equal(0, claimed.Room);
        Assert.NotNull(claimed.Begin());
        claimed.End(isTaken: null);
        Assert.Equal(0, claimed.Room); // its result may still get lost
        claimed.Forget();
        Assert.Equal(2, claimed.Room);
    }

    private static ClaimedDelivery New() => new(Guid.Empty, Guid.NewGuid(), 1, 0, default, "{}", default);

    private static void Try(ClaimedDeliveries claimed, bool? isTaken)
    {
        claimed.Add(New());
        Assert.NotNull(claimed.Begin());
        claimed.End(isTaken);
        claimed.Forget();
    }

    /// <summary>How many begin at once. They end as if nothing was tried.</summary>
    private static int AtOnce(ClaimedDeliveries claimed)
    {
        for (var i = 0; i < 100; i++)
        {
            claimed.Add(New());
        }

        var begun = 0;
        while (claimed.Begin() is not null)
        {
            begun++;
        }

        for (var left = 100; left > 0; left--)
        {
            claimed.End(isTaken: null);
            claimed.Begin();
            claimed.Forget();
        }

        return begun;
    }
}
