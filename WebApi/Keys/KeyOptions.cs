using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Keys;

/// <summary>Settings <c>Keys:*</c>.</summary>
internal sealed class KeyOptions : IValidatableObject
{
    private const int MinLength = 32;

    /// <summary>
    /// <c>Keys:MasterSecret</c>: at least 32 characters, random; the key ring in the database is encrypted under it. The same for all nodes.
    /// Default: empty, and then the file <c>keys/master.key</c> in the data directory, made at the first start.
    /// </summary>
    public string MasterSecret { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MasterSecret.Length is > 0 and < MinLength)
        {
            yield return new ValidationResult(
                $"Keys:MasterSecret must be empty or have at least {MinLength} characters.",
                [nameof(MasterSecret)]
            );
        }
    }
}
