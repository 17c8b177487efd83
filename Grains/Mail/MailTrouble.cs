namespace OrleansRegistration.Mail;

/// <summary>Why a try to send a message failed.</summary>
/// <param name="Reply">
/// Command and codes of the server's reply for operators, such as <c>RCPT 504 5.5.2</c>, without its text, which may
/// hold an address. <c>null</c> when there was no reply.
/// </param>
internal sealed record MailTrouble(MailFailure Failure, string? Reply = null)
{
    /// <summary>Whether every other try would fail too, because the server refused the address.</summary>
    public bool IsFinal => Failure is MailFailure.Refused or MailFailure.AddressUnsupported;
}
