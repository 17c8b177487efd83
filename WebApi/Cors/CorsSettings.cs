using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Cors;

/// <summary>Settings <c>Cors:*</c>.</summary>
internal sealed class CorsSettings : IValidatableObject
{
    /// <summary>
    /// <c>Cors:Origins:0</c> and so on: the sites whose pages may call this service. Default: none; in Development
    /// <c>http://localhost:4200</c>, where Angular serves a client.
    /// </summary>
    public IList<string> Origins { get; } = [];

    /// <summary>
    /// <c>Cors:Headers:0</c> and so on: request headers that these pages may send besides those of
    /// <see cref="CorsPolicies.Headers"/>. Default: none.
    /// </summary>
    public IList<string> Headers { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < Origins.Count; i++)
        {
            if (!Origin.TryParse(Origins[i], out _))
            {
                yield return new ValidationResult(
                    $"Cors:Origins:{i} must be an http or https origin without a path, such as https://example.com.",
                    [nameof(Origins)]
                );
            }
        }

        for (var i = 0; i < Headers.Count; i++)
        {
            if (Headers[i].Length == 0 || !Headers[i].All(IsTokenCharacter))
            {
                yield return new ValidationResult(
                    $"Cors:Headers:{i} must be the name of a header, such as X-Trace-Id.",
                    [nameof(Headers)]
                );
            }
        }
    }

    // RFC 9110, 5.6.2. A star is not a wildcard here: in requests with credentials it is a name like any other.
    private static bool IsTokenCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
