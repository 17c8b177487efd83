using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Keys;

/// <summary>Settings <c>Keys:*</c>.</summary>
internal sealed class KeyOptions : IValidatableObject
{
    private const int MinLength = 32;

    /// <summary>
    /// <c>Keys:MasterSecret</c>: at least 32 random characters. The key ring in the database is encrypted under this
    /// secret. It must be the same on all nodes. Default: empty; the secret is then the file <c>keys/master.key</c> in
    /// the data directory, which is made at the first start.
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
