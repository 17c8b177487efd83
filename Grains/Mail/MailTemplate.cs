using System.Net;
using System.Text.RegularExpressions;

namespace OrleansRegistration.Mail;

/// <summary>
/// The words of a kind of mail in one language: a subject line and paragraphs, written as plain text and as HTML.
/// <c>{{place}}</c> stands for a value; a paragraph with a place that has no value is left out. A paragraph
/// <c>[[label]] {{place}}</c> is the button of the mail, <c>[label] {{place}}</c> another link.
/// </summary>
internal sealed partial class MailTemplate
{
    /// <summary>The place of the only text that a user chose.</summary>
    public const string UserText = "nickname";

    private const string SubjectLine = "Subject: ";
    private const string Content = "content";
    private const string FirstStrongIsolate = "\u2068";
    private const string PopDirectionalIsolate = "\u2069";

    private readonly string _subject;
    private readonly string[] _paragraphs;
    private readonly string _layout;

    /// <param name="text">The words.</param>
    /// <param name="layout">The HTML around them, with the places <c>language</c>, <c>subject</c> and
    /// <c>content</c>.</param>
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
                Given(values)
                    .Select(paragraph =>
                        Link().Match(paragraph) is { Success: true } link
                            ? $"{link.Groups["label"]}\n{values[link.Groups["place"].Value]}\n"
                            : $"{Fill(paragraph, values, AsText)}\n"
                    )
            )
        );

    /// <summary>The mail as an HTML page that fetches nothing. Lines end in CRLF.</summary>
    public string Html(IReadOnlyDictionary<string, string?> values)
    {
        var content = string.Join(
            '\n',
            Given(values)
                .Select(paragraph =>
                    Link().Match(paragraph) is { Success: true } link
                        ? LinkAsHtml(
                            link.Groups["label"].Value,
                            values[link.Groups["place"].Value]!,
                            isButton: link.Groups["button"].Success
                        )
                        : $"<p>{Fill(WebUtility.HtmlEncode(paragraph), values, AsHtml)}</p>"
                )
        );
        var page = new Dictionary<string, string?>(values) { ["subject"] = Subject(values), [Content] = content };
        return WithCrLf(Fill(_layout, page, (place, value) => place == Content ? value : AsHtml(place, value)));
    }

    private IEnumerable<string> Given(IReadOnlyDictionary<string, string?> values) =>
        _paragraphs.Where(paragraph =>
            Place().Matches(paragraph).All(place => values[place.Groups["place"].Value] is not null)
        );

    // In one pass, so that a value that looks like a place stays a value.
    private static string Fill(
        string text,
        IReadOnlyDictionary<string, string?> values,
        Func<string, string, string> write
    ) => Place().Replace(text, place => write(place.Groups["place"].Value, values[place.Groups["place"].Value]!));

    // What a user chose may run from right to left: isolated, it moves nothing around it (UAX #9, 2.4).
    private static string AsText(string place, string value) =>
        place == UserText ? $"{FirstStrongIsolate}{value}{PopDirectionalIsolate}" : value;

    private static string AsHtml(string place, string value) =>
        place == UserText ? $"<bdi>{WebUtility.HtmlEncode(value)}</bdi>" : WebUtility.HtmlEncode(value);

    private static string LinkAsHtml(string label, string url, bool isButton)
    {
        var (text, target) = (WebUtility.HtmlEncode(label), WebUtility.HtmlEncode(url));
        return isButton
            ? $"<p><a class=\"button\" href=\"{target}\">{text}</a></p>\n<p class=\"plain\"><a href=\"{target}\">{target}</a></p>"
            : $"<p><a href=\"{target}\">{text}</a></p>";
    }

    private static string WithCrLf(string text) => text.ReplaceLineEndings("\r\n");

    [GeneratedRegex(@"\{\{(?<place>\w+)\}\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"^(?<button>\[)?\[(?<label>[^\]]+)\]\]? \{\{(?<place>\w+)\}\}$")]
    private static partial Regex Link();
}
