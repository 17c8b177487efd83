namespace OrleansRegistration.Mail;

/// <summary>Why a try to send failed.</summary>
/// <param name="Reply">What operators are told besides: the command and the codes of the server's reply, as <c>RCPT
/// 504 5.5.2</c>; its text may hold an address. <c>null</c> when there was no reply.
/// </param>
internal sealed record MailTrouble(MailFailure Failure, string? Reply = null)
{
    /// <summary>Whether another try would end likewise, because it is the address that is refused.</summary>
    public bool IsFinal => Failure is MailFailure.Refused or MailFailure.AddressUnsupported;
}
