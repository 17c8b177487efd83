using System.Globalization;
using System.Text.RegularExpressions;
using MailKit.Net.Smtp;

namespace OrleansRegistration.Mail;

/// <summary>
/// Whom a server's refusal is about. Only an enhanced status code says so (RFC 3463): X.1 and X.2 are about the
/// recipient's mailbox, but for X.1.7 and X.1.8, which are about the sender's; X.6.7 is about a mailbox that cannot be
/// written to. All else, a plain 550 included, may be about us (host name, relaying, reputation) and can be mended, so
/// it is tried again.
/// </summary>
internal static partial class SmtpReply
{
    private const SmtpStatusCode FirstPermanent = (SmtpStatusCode)500;

    /// <summary>The class of a reply that is no success.</summary>
    public static MailFailure FailureOf(SmtpCommandException reply) =>
        reply.StatusCode < FirstPermanent ? MailFailure.Deferred
        : IsAboutMessage(reply) && IsAboutMailbox(reply.Message) ? MailFailure.Refused
        : MailFailure.NotAccepted;

    /// <summary>
    /// The codes of a reply and what it answered, such as <c>RCPT 504 5.5.2</c>, without its text; <c>null</c> for an
    /// exception without a reply.
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

    // Before RCPT the server has not heard of the mailbox.
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

    // RFC 2034, 4: the text of a reply begins with it.
    [GeneratedRegex(@"^5\.(?<subject>\d{1,3})\.(?<detail>\d{1,3})(?!\S)")]
    private static partial Regex EnhancedCode();
}
