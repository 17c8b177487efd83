using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Utils;

namespace OrleansRegistration.Mail;

/// <summary>
/// Writes messages from the templates beside this file, as text and as HTML. A template's first text line is the subject. Nothing in a message is
/// fetched from anywhere, and a link holds its token in the fragment, which browsers send to no server (RFC 3986, 3.5).
/// </summary>
internal sealed class MailLetters(IOptions<MailOptions> options, TimeProvider time)
{
    private const string English = "en";
    private const string Chinese = "zh-Hans";
    private const string SubjectLine = "Subject: ";

    private static readonly FrozenDictionary<string, string> Templates = ReadTemplates();

    private readonly MailboxAddress from = MailboxAddress.Parse(options.Value.From);

    /// <summary>The message of a draft.</summary>
    public MimeMessage Write(MailDraft draft)
    {
        var language = draft.Language == Chinese ? Chinese : English;
        var (name, page) = draft.Kind == MailKind.Activation ? ("activation", "activate") : ("reset", "reset");
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["nickname"] = draft.Nickname,
            ["token"] = draft.Token,
            ["link"] = $"{options.Value.PublicUrl}/{page}#token={draft.Token}",
            ["service"] = options.Value.PublicUrl,
            ["until"] = draft.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        };
        var text = Templates[$"{name}.{language}.txt"];
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var message = new MimeMessage
        {
            Date = time.GetUtcNow(),
            Subject = text[SubjectLine.Length..end].Trim(),
            MessageId = MimeUtils.GenerateMessageId(from.Domain),
            Body = new BodyBuilder
            {
                TextBody = Fill(text[(end + 1)..].TrimStart('\n'), values, value => value),
                HtmlBody = Fill(Templates[$"{name}.{language}.html"], values, WebUtility.HtmlEncode),
            }.ToMessageBody(),
        };
        message.From.Add(from.Clone()); // The message listens to its address for changes: a shared address would keep every message in memory.
        message.To.Add(new MailboxAddress(null, draft.Address));
        message.Body.Headers.Add(HeaderId.ContentLanguage, language);
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834, 5: no holiday answers
        return message;
    }

    // In one pass, so that a value that looks like a place in a template stays a value.
    private static string Fill(string template, Dictionary<string, string> values, Func<string, string> encode)
    {
        var filled = new StringBuilder();
        var parts = template.Split("{{");
        filled.Append(parts[0]);
        foreach (var part in parts.AsSpan(1))
        {
            var end = part.IndexOf("}}", StringComparison.Ordinal);
            filled.Append(encode(values[part[..end]])).Append(part.AsSpan(end + 2));
        }

        return filled.ToString();
    }

    private static FrozenDictionary<string, string> ReadTemplates()
    {
        const string folder = "Mail/";
        var assembly = typeof(MailLetters).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).ToFrozenDictionary(
            name => name[folder.Length..],
            name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                return reader.ReadToEnd();
            },
            StringComparer.Ordinal);
    }
}
