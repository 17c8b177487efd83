using System.Text;

namespace OrleansRegistration.Bench.Enumeration;

/// <summary>The owner of the name that a stranger tries.</summary>
internal enum Side
{
    /// <summary>An activated account owns the name.</summary>
    Active,

    /// <summary>An account that is not activated yet owns the name.</summary>
    Pending,

    /// <summary>Nobody owns the name.</summary>
    Nobody,
}

/// <summary>The request by which a stranger tries to find out whether a name has an account.</summary>
internal enum Question
{
    /// <summary>A log-in by username with a wrong password.</summary>
    LogInByUsername,

    /// <summary>A log-in by e-mail address with a wrong password.</summary>
    LogInByEmail,

    /// <summary>A request for a new password.</summary>
    Forgot,

    /// <summary>A request for another activation mail.</summary>
    Resend,

    /// <summary>
    /// A log-in by e-mail address with a wrong password, right after a request for a new password. The work of that
    /// request may delay the log-in.
    /// </summary>
    LogInAfterForgot,
}

/// <summary>A name to ask about. All names have the same length, and each belongs to one question.</summary>
internal sealed record Probe(Question Question, Side Side, int Number)
{
    private const string Password = "correct horse battery";

    /// <summary>The username.</summary>
    public string Name => $"{char.ToLowerInvariant($"{Side}"[0])}{(int)Question}{Number:D6}";

    /// <summary>The e-mail address.</summary>
    public string Email => $"{Name}@example.org";

    /// <summary>A request that is sent first and not timed.</summary>
    public (string Path, byte[] Body)? Before => Question == Question.LogInAfterForgot ? (Paths.Forgot, Mail) : null;

    /// <summary>The request that is timed.</summary>
    public (string Path, byte[] Body) Ask =>
        Question switch
        {
            Question.LogInByEmail or Question.LogInAfterForgot => (Paths.LogIn, LogIn(Email)),
            Question.Forgot => (Paths.Forgot, Mail),
            Question.Resend => (Paths.Resend, Mail),
            _ => (Paths.LogIn, LogIn(Name)),
        };

    /// <summary>The sign-up that creates the account of the name.</summary>
    public (string Path, byte[] Body) SignUp =>
        (
            Paths.Register,
            Encoding.ASCII.GetBytes(
                $$"""{"username":"{{Name}}","nickname":"{{Name}}","email":"{{Email}}","password1":"{{Password}}","""
                    + $$""" "password2":"{{Password}}","invitation_code":"","recaptcha":""}"""
            )
        );

    private byte[] Mail => Encoding.ASCII.GetBytes($$"""{"email":"{{Email}}"}""");

    private static byte[] LogIn(string name) =>
        Encoding.ASCII.GetBytes($$"""{"username":"{{name}}","password":"wrong horse battery"}""");
}

/// <summary>The routes that the requests use.</summary>
internal static class Paths
{
    public const string Register = "/api/register/";
    public const string Activate = "/api/activate/";
    public const string LogIn = "/jwt/login/";
    public const string Forgot = "/api/password/forgot/";
    public const string Resend = "/api/activate/resend/";
}
