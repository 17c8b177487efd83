using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Cors;

/// <summary>Settings <c>Cors:*</c>.</summary>
internal sealed class BrowserOptions : IValidatableObject
{
    /// <summary>
    /// <c>Cors:Origins:0</c> and so on: the sites whose pages may call this service. Default: none; in Development the seed's client,
    /// <c>http://localhost:4200</c>.
    /// </summary>
    public IList<string> Origins { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Origins.Count; i++)
        {
            if (!Uri.TryCreate(Origins[i], UriKind.Absolute, out var origin) || origin.GetLeftPart(UriPartial.Authority) != Origins[i])
            {
                yield return new ValidationResult($"Cors:Origins:{i} must be an origin such as https://example.com, without a slash at the end.", [nameof(Origins)]);
            }
        }
    }
}
