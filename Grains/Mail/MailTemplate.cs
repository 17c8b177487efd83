using System.Net;
using System.Text.RegularExpressions;

namespace OrleansRegistration.Mail;

/// <summary>
/// The text of a kind of mail in one language: a subject line and paragraphs, written as plain text and as HTML.
/// <c>{{name}}</c> is a placeholder for a value. A paragraph with a placeholder without a value is left out. A
/// paragraph <c>[[label]] {{name}}</c> is the button of the mail, <c>[label] {{name}}</c> another link.
/// </summary>
internal sealed partial class MailTemplate
{
    /// <summary>The placeholder of the only text that a user chose.</summary>
    public const string UserText = "nickname";

    private const string SubjectLine = "Subject: ";
    private const string Content = "content";
    private const string FirstStrongIsolate = "\u2068";
    private const string PopDirectionalIsolate = "\u2069";

    private readonly string _subject;
    private readonly string[] _paragraphs;
    private readonly string _layout;

    /// <summary>Parses a template.</summary>
    /// <param name="text">The subject line and the paragraphs.</param>
    /// <param name="layout">
    /// The HTML around the paragraphs, with the placeholders <c>language</c>, <c>subject</c> and <c>content</c>.
    /// </param>
    public MailTemplate(string text, string layout)
    {
        var parts = text.ReplaceLineEndings("\n")
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        _subject = parts[0][SubjectLine.Length..];
        _paragraphs = parts[1..];
        _layout = layout.ReplaceLineEndings("\n");
    }

    /// <summary>The subject, filled with <paramref name="values"/>.</summary>
    public string Subject(IReadOnlyDictionary<string, string?> values) => Fill(_subject, values, AsText);

    /// <summary>The mail as plain text. Lines end in CRLF (RFC 2046, 4.1.1).</summary>
    public string Text(IReadOnlyDictionary<string, string?> values) =>
        WithCrLf(
            string.Join(
                '\n',
                Complete(values)
                    .Select(paragraph =>
                        Link().Match(paragraph) is { Success: true } link
                            ? $"{link.Groups["label"]}\n{values[link.Groups["name"].Value]}\n"
                            : $"{Fill(paragraph, values, AsText)}\n"
                    )
            )
        );

    /// <summary>The mail as an HTML page that loads nothing. Lines end in CRLF.</summary>
    public string Html(IReadOnlyDictionary<string, string?> values)
    {
        var content = string.Join(
            '\n',
            Complete(values)
                .Select(paragraph =>
                    Link().Match(paragraph) is { Success: true } link
                        ? LinkAsHtml(
                            link.Groups["label"].Value,
                            values[link.Groups["name"].Value]!,
                            isButton: link.Groups["button"].Success
                        )
                        : $"<p>{Fill(WebUtility.HtmlEncode(paragraph), values, AsHtml)}</p>"
                )
        );
        var page = new Dictionary<string, string?>(values) { ["subject"] = Subject(values), [Content] = content };
        return WithCrLf(Fill(_layout, page, (name, value) => name == Content ? value : AsHtml(name, value)));
    }

    private IEnumerable<string> Complete(IReadOnlyDictionary<string, string?> values) =>
        _paragraphs.Where(paragraph =>
            Placeholder().Matches(paragraph).All(match => values[match.Groups["name"].Value] is not null)
        );

    // In one pass, so that a value that looks like a placeholder is not replaced.
    private static string Fill(
        string text,
        IReadOnlyDictionary<string, string?> values,
        Func<string, string, string> write
    ) => Placeholder().Replace(text, match => write(match.Groups["name"].Value, values[match.Groups["name"].Value]!));

    // A user's text may run from right to left. Isolated, it does not change the text around it (UAX #9, 2.4).
    private static string AsText(string name, string value) =>
        name == UserText ? $"{FirstStrongIsolate}{value}{PopDirectionalIsolate}" : value;

    private static string AsHtml(string name, string value) =>
        name == UserText ? $"<bdi>{WebUtility.HtmlEncode(value)}</bdi>" : WebUtility.HtmlEncode(value);

    private static string LinkAsHtml(string label, string url, bool isButton)
    {
        var (text, target) = (WebUtility.HtmlEncode(label), WebUtility.HtmlEncode(url));
        return isButton
            ? $"<p><a class=\"button\" href=\"{target}\">{text}</a></p>\n"
                + $"<p class=\"plain\"><a href=\"{target}\">{target}</a></p>"
            : $"<p><a href=\"{target}\">{text}</a></p>";
    }

    private static string WithCrLf(string text) => text.ReplaceLineEndings("\r\n");

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^(?<button>\[)?\[(?<label>[^\]]+)\]\]? \{\{(?<name>\w+)\}\}$")]
    private static partial Regex Link();
}
