using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;

namespace OrleansRegistration.Passwords;

/// <summary>A change of the caller's password.</summary>
internal sealed record PasswordChangeRequest
{
    [Required, Format("password"), Description("The current password.")]
    public TextField OldPassword { get; init; }

    [Required, Format("password"), Description(PasswordForm.Rule)]
    public TextField Password1 { get; init; }

    [Required, Format("password"), Description(PasswordForm.Repeat)]
    public TextField Password2 { get; init; }
}

/// <summary>A new password in place of a forgotten one.</summary>
internal sealed record PasswordResetRequest
{
    [Required, Description("The token from the password reset mail.")]
    public TextField Token { get; init; }

    [Required, Format("password"), Description(PasswordForm.Rule)]
    public TextField Password1 { get; init; }

    [Required, Format("password"), Description(PasswordForm.Repeat)]
    public TextField Password2 { get; init; }
}
