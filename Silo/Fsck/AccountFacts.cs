using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Fsck;

/// <summary>What a committed account, live or ended, may be asked about uses of codes.</summary>
/// <param name="SignUp">Its sign-up's attempt.</param>
/// <param name="Activation">Its activation's attempt, if it was activated.</param>
/// <param name="Inviter">The code it was made with.</param>
/// <param name="Is">What became of it.</param>
internal readonly record struct AccountFacts(Guid SignUp, Guid? Activation, CodeFacts? Inviter, AccountState Is)
{
    /// <summary>Whether <paramref name="attempt"/> is the committed one (protocol.md, rule 5).</summary>
    public bool Committed(RedemptionKind kind, Guid attempt) =>
        attempt == (kind == RedemptionKind.Registered ? SignUp : Activation);
}
