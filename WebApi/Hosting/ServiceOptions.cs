using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Hosting;

/// <summary>Settings of the service as a whole; their keys have no section.</summary>
internal sealed class ServiceOptions : IValidatableObject
{
    /// <summary><c>DataDirectory</c>: signing keys, and SQLite where that is used. Relative to the content root. Default <c>./data</c>.</summary>
    [Required(ErrorMessage = "DataDirectory must name a directory.")]
    public string DataDirectory { get; set; } = "./data";

    /// <summary><c>PublicUrl</c>: where clients reach the service, without a slash at the end. Default <c>http://127.0.0.1:8000</c>.</summary>
    public string PublicUrl { get; set; } = "http://127.0.0.1:8000";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            || PublicUrl.EndsWith('/') || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            yield return new ValidationResult("PublicUrl must be an http or https address without a slash at the end.", [nameof(PublicUrl)]);
        }
    }
}
