using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Management;

/// <summary>Settings <c>Management:*</c>.</summary>
internal sealed class ManagementOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Management";

    private const int MinTokenLength = 32;

    /// <summary>
    /// <c>Management:Urls</c>: where operators' tools reach <c>/metrics</c>, <c>/health</c> and the dashboard; several
    /// addresses are separated by <c>;</c>. Default: nowhere.
    /// </summary>
    public string Urls { get; set; } = "";

    /// <summary>
    /// <c>Management:Token</c>: the password of the dashboard, at least 32 characters. Default: no dashboard.
    /// </summary>
    public string Token { get; set; } = "";

    /// <summary>Whether there is a management listener.</summary>
    public bool IsOn => Addresses.Length > 0;

    /// <summary>Whether there is a dashboard.</summary>
    public bool HasDashboard => IsOn && Token.Length > 0;

    /// <summary>The addresses in <see cref="Urls"/>.</summary>
    internal string[] Addresses =>
        Urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Token.Length is > 0 and < MinTokenLength)
        {
            yield return new($"Management:Token must have at least {MinTokenLength} characters.", [nameof(Token)]);
        }

        if (Array.Find(Addresses, address => !ListenAddress.IsValid(address)) is not null)
        {
            yield return new($"Management:Urls must be {ListenAddress.Rule}", [nameof(Urls)]);
        }
    }
}

/// <summary>Reads the settings <c>Management:*</c>.</summary>
internal static class ManagementOptionsReader
{
    /// <summary>The settings, checked.</summary>
    /// <exception cref="StartUpException">A setting is wrong.</exception>
    public static ManagementOptions GetManagement(this IConfiguration configuration) =>
        configuration.GetChecked<ManagementOptions>(ManagementOptions.Section);
}
