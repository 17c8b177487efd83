using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class RedemptionTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private readonly InvitationCodeRecord _code = new()
    {
        Owner = NewUser(),
        Attempt = Guid.NewGuid(),
        LeaseEnd = Now,
        Limit = 1,
    };

    [Theory]
    [InlineData(RedemptionKind.Registered, 1, 0)]
    [InlineData(RedemptionKind.Activated, 0, 1)]
    [InlineData(RedemptionKind.RegisteredActive, 1, 1)]
    public void A_redemption_adds_to_its_counts_once(RedemptionKind kind, long registered, long activated)
    {
        var request = new RedeemRequest(Guid.NewGuid(), NewUser(), 0, kind);
        var (outcome, pending) = _code.Redeem(request, Now, Now);
        Assert.Equal(RedeemOutcome.Granted, outcome);
        var settled = pending.Settle(request.Attempt).Settle(request.Attempt);
        Assert.Equal((registered, activated, 0), (settled.Registered, settled.Activated, settled.Pending.Count));
        Assert.Equal(registered, settled.Unlisted?.Length ?? 0);
    }

    [Theory]
    [InlineData(RedemptionKind.Registered, RedeemOutcome.Exhausted)]
    [InlineData(RedemptionKind.RegisteredActive, RedeemOutcome.Exhausted)]
    [InlineData(RedemptionKind.Activated, RedeemOutcome.Granted)]
    public void A_pending_redemption_takes_the_last_one_of_the_limit_unless_it_is_an_activation(
        RedemptionKind kind,
        RedeemOutcome next
    )
    {
        var (_, pending) = _code.Redeem(new(Guid.NewGuid(), NewUser(), 0, kind), Now, Now);
        Assert.Equal(
            next,
            pending.Redeem(new(Guid.NewGuid(), NewUser(), 0, RedemptionKind.Registered), Now, Now).Outcome
        );
        Assert.Equal(
            next,
            pending.Redeem(new(Guid.NewGuid(), NewUser(), 0, RedemptionKind.RegisteredActive), Now, Now).Outcome
        );
    }

    private static UserId NewUser() => UserId.New(TimeProvider.System);
}
