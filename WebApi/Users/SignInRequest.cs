using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;

namespace OrleansRegistration.Users;

/// <summary>A log-in.</summary>
internal sealed record SignInRequest
{
    [Required, Description("The username or the e-mail address.")]
    public TextField Username { get; init; }

    [Required, Format("password"), Description("The password.")]
    public TextField Password { get; init; }

    [Description("The answer to a captcha. It is optional, and is checked if it is present.")]
    public TextField Recaptcha { get; init; }

    [Description("Whether the refresh token goes into a cookie instead of the answer. Default: `true`.")]
    public FlagField UseCookies { get; init; }
}
