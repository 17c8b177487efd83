namespace OrleansRegistration.InvitationCodes;

/// <summary>
/// What operators say of a code. It is stored as member <c>issued</c>, by which the journal of rows finds the code: the
/// name must never change.
/// </summary>
internal sealed record Issued
{
    /// <summary>
    /// When an operator issued the code; <c>null</c> for a code that an account made itself, of which an operator only
    /// said something.
    /// </summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The act, or else the job, that issued the code.</summary>
    public Guid? Request { get; init; }

    /// <summary>The job that issued the code; <c>null</c> for none.</summary>
    public Guid? Batch { get; init; }

    /// <summary>The number of the code in its batch, from 0.</summary>
    public int? Number { get; init; }

    /// <inheritdoc cref="CodeDetails.Label"/>
    public string? Label { get; init; }

    /// <inheritdoc cref="CodeDetails.Note"/>
    public string? Note { get; init; }

    /// <inheritdoc cref="CodeDetails.EmailDomain"/>
    public string? EmailDomain { get; init; }
}
