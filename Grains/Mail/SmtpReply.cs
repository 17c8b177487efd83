using System.Globalization;
using System.Text.RegularExpressions;
using MailKit.Net.Smtp;

namespace OrleansRegistration.Mail;

/// <summary>
/// Reads replies of a mail server. Only an enhanced status code (RFC 3463) shows that a refusal is about the
/// recipient's mailbox: X.1 and X.2, except X.1.7 and X.1.8, which are about the sender; and X.6.7, a mailbox that
/// cannot be written to. Any other refusal, a plain 550 included, may be about this host (name, relaying, reputation).
/// An operator can repair that, so the mail is tried again.
/// </summary>
internal static partial class SmtpReply
{
    private const SmtpStatusCode FirstPermanent = (SmtpStatusCode)500;

    /// <summary>The kind of failure that a reply means.</summary>
    public static MailFailure FailureOf(SmtpCommandException reply) =>
        reply.StatusCode < FirstPermanent ? MailFailure.Deferred
        : IsAboutMessage(reply) && IsAboutMailbox(reply.Message) ? MailFailure.Refused
        : MailFailure.NotAccepted;

    /// <summary>
    /// The command that a reply answers and the reply's codes, such as <c>RCPT 504 5.5.2</c>, without its text;
    /// <c>null</c> for an exception without a reply.
    /// </summary>
    public static string? Describe(Exception exception) =>
        (exception as SmtpCommandException ?? exception.InnerException) is not SmtpCommandException reply
            ? null
            : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{CommandOf(reply.ErrorCode)} {(int)reply.StatusCode} {EnhancedCode().Match(reply.Message).Value}"
                )
                .TrimEnd();

    private static string CommandOf(SmtpErrorCode code) =>
        code switch
        {
            SmtpErrorCode.SenderNotAccepted => "MAIL",
            SmtpErrorCode.RecipientNotAccepted => "RCPT",
            SmtpErrorCode.MessageNotAccepted => "DATA",
            _ => "session",
        };

    // Before RCPT the server does not know the mailbox.
    private static bool IsAboutMessage(SmtpCommandException reply) =>
        reply.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted;

    private static bool IsAboutMailbox(string text) =>
        EnhancedCode().Match(text) is { Success: true } code
        && (code.Groups["subject"].Value, code.Groups["detail"].Value)
            is
                ("1", not ("7" or "8"))
                or
                ("2", _)
                or
                ("6", "7");

    // RFC 2034, 4: the text of a reply begins with this code.
    [GeneratedRegex(@"^5\.(?<subject>\d{1,3})\.(?<detail>\d{1,3})(?!\S)")]
    private static partial Regex EnhancedCode();
}
