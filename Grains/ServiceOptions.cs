using System.Buffers;
using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Hosting;

/// <summary>Settings of the whole service; their keys have no section.</summary>
public sealed class ServiceOptions : IValidatableObject
{
    private static readonly SearchValues<char> Unwanted = SearchValues.Create(" \t\r\n\\?#@");

    /// <summary>
    /// <c>DataDirectory</c>: the folder for keys, for mails with <c>Mail:Mode=Folder</c>, and for the SQLite file.
    /// Relative to the working directory. Default <c>./data</c>.
    /// </summary>
    [Required(ErrorMessage = "DataDirectory must name a directory.")]
    public string DataDirectory { get; set; } = "./data";

    /// <summary>
    /// <c>PublicUrl</c>: the address under which clients reach the service, without a slash at the end. Every route
    /// begins with its path, if it has one. Default <c>http://127.0.0.1:8000</c>.
    /// </summary>
    public string PublicUrl { get; set; } = "http://127.0.0.1:8000";

    /// <summary>
    /// The path of <see cref="PublicUrl"/>: empty, or beginning with a slash and not ending with one.
    /// </summary>
    public string PublicPath =>
        Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) ? url.AbsolutePath.TrimEnd('/') : "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsPlainUrl(PublicUrl))
        {
            yield return new ValidationResult(
                "PublicUrl must be an http or https address such as https://example.org or https://example.org/signup: "
                    + "no user, query, fragment or spaces, and no slash at the end.",
                [nameof(PublicUrl)]
            );
        }
    }

    private static bool IsPlainUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && !text.EndsWith('/')
        && !text.AsSpan().ContainsAny(Unwanted)
        // Refuses a path that browsers rewrite, such as /a/../b.
        && !url.AbsolutePath.Contains("//", StringComparison.Ordinal)
        && url.AbsolutePath
            == (
                text.IndexOf('/', text.IndexOf("://", StringComparison.Ordinal) + 3) is > 0 and var path
                    ? text[path..]
                    : "/"
            );
}
