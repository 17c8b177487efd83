using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>A user that a row lists as having signed up with a code.</summary>
/// <param name="Row">The row that lists the user: the code's own, or a page of invitees.</param>
internal readonly record struct ListedInvitee(Guid User, CodeEntry Code, RowKey Row);
