using OrleansRegistration.Errors;

namespace OrleansRegistration.Json;

/// <summary>Names of fields, as errors give them.</summary>
internal static class FieldNames
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

    /// <summary>Whether the refresh token goes into a cookie; <c>true</c> when absent.</summary>
    public const string UseCookies = "use_cookies";

    /// <summary>Adds an error for a <see cref="UseCookies"/> that is neither true nor false.</summary>
    public static void CheckUseCookies(FlagField useCookies, FieldErrors errors)
    {
        if (useCookies.IsMistyped)
        {
            errors.Add(UseCookies, ErrorCodes.Invalid);
        }
    }
}
