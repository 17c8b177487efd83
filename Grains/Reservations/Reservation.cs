using OrleansRegistration.Users;

namespace OrleansRegistration.Reservations;

/// <summary>The record of a name: who claimed it last, by which attempt, and how long that is respected without asking.</summary>
/// <param name="Shared">
/// Another attempt of this owner was granted the name too, since the owner has it. That attempt may commit, so no attempt's end deletes the row
/// (protocol.md, rule 10). <c>null</c> otherwise.
/// </param>
internal sealed record Reservation(UserId Owner, Guid Attempt, DateTimeOffset LeaseEnd, bool? Shared = null)
{
    /// <summary>The record once <paramref name="user"/>'s attempt is granted the name, which has the record <paramref name="before"/>.</summary>
    public static Reservation Grant(Reservation? before, UserId user, Guid attempt, DateTimeOffset leaseEnd) =>
        new(
            user,
            attempt,
            leaseEnd,
            before?.Owner == user && (before.Shared is true || before.Attempt != attempt) ? true : null
        );
}
