using OrleansRegistration.Reservations;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>
/// What the row of a name remembers, so that the end of one attempt cannot delete the claim of another
/// (docs/protocol.md#rule-10).
/// </summary>
public sealed class ReservationTests
{
    private static readonly (UserId X, UserId Y) Users = (
        UserId.New(TimeProvider.System),
        UserId.New(TimeProvider.System)
    );
    private static readonly (Guid First, Guid Second) Attempts = (Guid.NewGuid(), Guid.NewGuid());

    [Fact]
    public void Name_is_not_shared_by_the_first_attempt_nor_by_its_repeat()
    {
        var row = Reservation.Grant(null, Users.X, Attempts.First, default);
        Assert.Null(row.Shared);
        Assert.Null(Reservation.Grant(row, Users.X, Attempts.First, default).Shared);
    }

    [Fact]
    public void Name_is_shared_once_another_attempt_of_its_owner_has_it_and_stays_so()
    {
        var row = Reservation.Grant(
            Reservation.Grant(null, Users.X, Attempts.First, default),
            Users.X,
            Attempts.Second,
            default
        );
        Assert.True(row.Shared);
        Assert.True(Reservation.Grant(row, Users.X, Attempts.Second, default).Shared);
        Assert.True(Reservation.Grant(row, Users.X, Attempts.First, default).Shared);
    }

    [Fact]
    public void Name_is_not_shared_any_more_when_another_user_has_it()
    {
        var row = Reservation.Grant(
            new(Users.X, Attempts.First, default, Shared: true),
            Users.Y,
            Attempts.Second,
            default
        );
        Assert.Equal(new(Users.Y, Attempts.Second, default), row);
    }
}
