using OrleansRegistration.Users;

namespace OrleansRegistration.Reservations;

/// <summary>The record of a name: who claimed it last, by which attempt, and how long that is respected without asking.</summary>
internal sealed record Reservation(UserId Owner, Guid Attempt, DateTimeOffset LeaseEnd);
