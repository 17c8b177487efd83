namespace OrleansRegistration.Users;

/// <summary>Names of fields, as errors give them.</summary>
internal static class SignUpFields
{
    public const string Username = "username";
    public const string Nickname = "nickname";
    public const string Email = "email";
    public const string Password1 = "password1";
    public const string Password2 = "password2";
    public const string InvitationCode = "invitation_code";
    public const string Recaptcha = "recaptcha";

    /// <summary>Of a log-in.</summary>
    public const string Password = "password";
}
