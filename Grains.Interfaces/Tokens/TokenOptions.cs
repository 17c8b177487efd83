using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Tokens;

/// <summary>Settings <c>Tokens:*</c> of access tokens.</summary>
public sealed class TokenOptions
{
    /// <summary><c>Tokens:AccessMinutes</c>: how long an access token is valid, in minutes. Default 15.</summary>
    [SettingRange("Tokens:AccessMinutes", 1, 1440)]
    public int AccessMinutes { get; set; } = 15;

    /// <summary>
    /// <c>Tokens:KeyRotationDays</c>: how long a key signs access tokens before the next key takes over, in days.
    /// Default 30.
    /// </summary>
    [SettingRange("Tokens:KeyRotationDays", 1, 365)]
    public int KeyRotationDays { get; set; } = 30;

    /// <summary><c>Tokens:Issuer</c>: the claim <c>iss</c>. Default: <c>PublicUrl</c>.</summary>
    [Required(ErrorMessage = "Tokens:Issuer must not be empty.")]
    public string Issuer { get; set; } = "";

    /// <summary><c>Tokens:Audience</c>: the claim <c>aud</c>. Default <c>registration</c>.</summary>
    [Required(ErrorMessage = "Tokens:Audience must not be empty.")]
    public string Audience { get; set; } = "registration";
}
