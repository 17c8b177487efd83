using OrleansRegistration.Users;

namespace OrleansRegistration.Reservations;

/// <summary>The record of a name: its last claim, and until when the claim is respected without asking.</summary>
/// <param name="Shared">
/// Another attempt of this owner was granted the name too. That attempt may commit, so a withdraw must not delete the
/// row (docs/protocol.md#rule-10). <c>null</c> otherwise.
/// </param>
internal sealed record Reservation(UserId Owner, Guid Attempt, DateTimeOffset LeaseEnd, bool? Shared = null)
{
    /// <summary>The record after a grant to an attempt of <paramref name="user"/>.</summary>
    /// <param name="before">The record before the grant; <c>null</c> without a row.</param>
    public static Reservation Grant(Reservation? before, UserId user, Guid attempt, DateTimeOffset leaseEnd) =>
        new(
            user,
            attempt,
            leaseEnd,
            before?.Owner == user && (before.Shared is true || before.Attempt != attempt) ? true : null
        );
}
