using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Fsck;

/// <summary>What other rows need to know of a committed account, live or ended.</summary>
/// <param name="SignUp">The attempt of its sign-up.</param>
/// <param name="Activation">The attempt of its activation; <c>null</c> if it was never activated.</param>
/// <param name="Inviter">The code that it was made with; <c>null</c> for none.</param>
/// <param name="State">What became of it.</param>
internal readonly record struct AccountEntry(Guid SignUp, Guid? Activation, CodeEntry? Inviter, AccountState State)
{
    /// <summary>Whether the account committed <paramref name="attempt"/> (docs/protocol.md#rule-5).</summary>
    public bool Committed(RedemptionKind kind, Guid attempt) =>
        attempt == (kind == RedemptionKind.Activated ? Activation : SignUp);
}
