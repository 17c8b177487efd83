using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>
/// Writes messages from the templates beside this file, as text and as HTML, in 7-bit lines that every server accepts.
/// A message loads nothing from the network. A link holds its token in the fragment, which browsers send to no server
/// (RFC 3986, 3.5).
/// </summary>
/// <remarks>
/// A mail to an address that may be a stranger's must not hold a text that a user chose
/// (docs/adr/0020-what-a-mail-says.md).
/// </remarks>
internal sealed class MailComposer
{
    private const string English = "en";
    private const string Chinese = "zh-Hans";
    private const int MessageIdBytes = 16;

    private static readonly FrozenDictionary<string, MailTemplate> Templates = ReadTemplates();

    private readonly string _from;
    private readonly string _publicUrl;
    private readonly string _host;

    public MailComposer(IOptions<MailOptions> options)
    {
        _from = options.Value.From;
        _publicUrl = options.Value.PublicUrl.TrimEnd('/');
        _host = Uri.TryCreate(_publicUrl, UriKind.Absolute, out var url) ? url.Authority : _publicUrl;
    }

    /// <summary>
    /// Writes the message of a draft. All tries of one mail have the same Message-ID and date, so that a mailbox can
    /// recognize a copy.
    /// </summary>
    public MimeMessage Write(UserId user, MailDraft draft)
    {
        var language = draft.Language == Chinese ? Chinese : English;
        var (name, page) = draft.Kind == MailKind.Activation ? ("activation", "activate") : ("reset", "reset");
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [MailTemplate.UserText] = draft.Nickname,
            ["host"] = _host,
            ["language"] = language,
            ["link"] = $"{_publicUrl}/{page}#token={draft.Token}",
            ["not_me"] = $"{_publicUrl}/not-me#token={draft.Token}",
            ["until"] = Until(draft.ExpiresAt, language),
        };
        var template = Templates[$"{name}.{language}"];

        // Each message has its own sender object. A message subscribes to events of its addresses, so a shared sender
        // would keep every message in memory.
        var sender = MailboxAddress.Parse(_from);
        var message = new MimeMessage
        {
            Date = draft.AskedAt,
            Subject = template.Subject(values),
            MessageId = MessageIdOf(user, draft, sender),
            Body = new MultipartAlternative(Part("plain", template.Text(values)), Part("html", template.Html(values))),
        };
        message.From.Add(sender);
        message.To.Add(new MailboxAddress(null, draft.Address));
        message.Body.Headers.Add(HeaderId.ContentLanguage, language);
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834, 5: prevents automatic replies
        return message;
    }

    /// <summary>
    /// The format of a message: with CRLF (RFC 5322, 2.1). Its header has UTF-8 only if an address needs it before the
    /// <c>@</c>; a domain is written in A-labels.
    /// </summary>
    public static FormatOptions FormatFor(MimeMessage message)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.International = message.From.Mailboxes.Concat(message.To.Mailboxes).Any(NeedsUtf8);
        return format;
    }

    /// <summary>
    /// Whether the part before the <c>@</c> has characters outside ASCII, so that every server on the way must support
    /// SMTPUTF8 (RFC 6531).
    /// </summary>
    public static bool NeedsUtf8(MailboxAddress mailbox) =>
        !Ascii.IsValid(mailbox.Address.AsSpan(0, Math.Max(mailbox.Address.LastIndexOf('@'), 0)));

    private static TextPart Part(string subtype, string text) =>
        new(subtype) { Text = text, ContentTransferEncoding = ContentEncoding.QuotedPrintable };

    private static string Until(DateTimeOffset time, string language) =>
        time.UtcDateTime.ToString(
            language == Chinese ? "yyyy'年'M'月'd'日' HH:mm'（UTC）'" : "d MMMM yyyy, HH:mm 'UTC'",
            CultureInfo.InvariantCulture
        );

    private static string MessageIdOf(UserId user, MailDraft draft, MailboxAddress sender)
    {
        var mail = string.Create(CultureInfo.InvariantCulture, $"{user}/{draft.Kind}/{draft.AskedAt.UtcTicks}");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(mail)).AsSpan(0, MessageIdBytes);
        return $"{Convert.ToHexStringLower(hash)}@{sender.GetAddress(idnEncode: true).Split('@')[^1]}";
    }

    private static FrozenDictionary<string, MailTemplate> ReadTemplates()
    {
        const string folder = "Mail/";
        const string words = ".txt";
        var assembly = typeof(MailComposer).Assembly;
        var layout = Read($"{folder}layout.html");
        return assembly
            .GetManifestResourceNames()
            .Where(name =>
                name.StartsWith(folder, StringComparison.Ordinal) && name.EndsWith(words, StringComparison.Ordinal)
            )
            .ToFrozenDictionary(
                name => name[folder.Length..^words.Length],
                name => new MailTemplate(Read(name), layout),
                StringComparer.Ordinal
            );

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }
}
