namespace OrleansRegistration.Mail;

/// <summary>How far a mail is.</summary>
public enum MailState
{
    /// <summary>It waits to be sent, perhaps after failed tries.</summary>
    Pending,

    /// <summary>The mail server took it, or it lies in the folder.</summary>
    Sent,

    /// <summary>It was given up.</summary>
    Failed,
}

/// <summary>How far a mail is. Stored in the user's row: members are additive.</summary>
/// <param name="Failure">Why the last try failed; <c>null</c> if it did not.</param>
/// <param name="Since">When the mail came into this state.</param>
/// <param name="AskedAt">
/// Since when the mail has been owed. All tries of one mail share it. <c>null</c> in rows from before docs/adr/0020-what-a-mail-says.md.
/// </param>
[GenerateSerializer, Immutable, Alias("mail-status")]
public sealed record MailStatus(
    [property: Id(0)] MailState State,
    [property: Id(1)] MailFailure? Failure,
    [property: Id(2)] DateTimeOffset Since,
    [property: Id(3)] DateTimeOffset? AskedAt = null
);
