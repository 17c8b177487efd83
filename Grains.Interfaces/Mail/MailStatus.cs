namespace OrleansRegistration.Mail;

/// <summary>How far a mail is. Stored in the user's row: members may only be added.</summary>
/// <param name="Failure">Why the last try failed; <c>null</c> when it did not fail.</param>
/// <param name="Since">When the mail came into this state.</param>
/// <param name="AskedAt">
/// When the mail was requested. The same for every try. <c>null</c> in rows that are older than this member
/// (docs/adr/0020-what-a-mail-says.md).
/// </param>
[GenerateSerializer, Immutable, Alias("mail-status")]
public sealed record MailStatus(
    [property: Id(0)] MailState State,
    [property: Id(1)] MailFailure? Failure,
    [property: Id(2)] DateTimeOffset Since,
    [property: Id(3)] DateTimeOffset? AskedAt = null
);
