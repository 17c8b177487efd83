namespace OrleansRegistration.InvitationCodes;

/// <summary>What operators say of a code, besides its terms.</summary>
/// <param name="Label">The campaign that the code belongs to; <c>null</c> for none.</param>
/// <param name="Note">Words for operators; <c>null</c> for none.</param>
/// <param name="EmailDomain">
/// The only domain of e-mail addresses that may sign up with the code, as <see cref="Names.EmailAddress.Domain"/> has
/// it; <c>null</c> for all.
/// </param>
[GenerateSerializer, Immutable, Alias("code-details")]
public sealed record CodeDetails(
    [property: Id(0)] string? Label = null,
    [property: Id(1)] string? Note = null,
    [property: Id(2)] string? EmailDomain = null
)
{
    /// <summary>The most characters of a <see cref="Label"/>.</summary>
    public const int MaxLabel = 40;

    /// <summary>The most characters of a <see cref="Note"/>.</summary>
    public const int MaxNote = 500;
}
