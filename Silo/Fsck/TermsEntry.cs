namespace OrleansRegistration.Fsck;

/// <summary>What the row of a live account says of its codes, if it says anything.</summary>
/// <param name="CleanUp">The attempt of the clean-up that tells the codes; <c>null</c> for none.</param>
/// <param name="Quota">How many accounts may register with its own codes; <c>null</c> for no bound.</param>
/// <param name="Own">The grain keys of the codes that it made itself. The last one is current.</param>
/// <param name="Issued">The grain keys of the codes that operators issued to it.</param>
internal sealed record TermsEntry(Guid User, Guid? CleanUp, long? Quota, bool IsFrozen, string[] Own, string[] Issued);
