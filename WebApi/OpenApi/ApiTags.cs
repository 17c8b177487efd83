namespace OrleansRegistration.OpenApi;

/// <summary>The groups of routes in the API description, in the order in which they are shown.</summary>
internal static class ApiTags
{
    public const string SignUp = "Sign-up";
    public const string Activation = "Activation";
    public const string Sessions = "Sessions";
    public const string Account = "My account";
    public const string Passwords = "Passwords";
    public const string Keys = "Public keys";
    public const string Service = "Service";
    public const string Operators = "Operators";

    /// <summary>All groups, each with one sentence about it.</summary>
    public static readonly IReadOnlyList<(string Name, string Description)> All =
    [
        (SignUp, "Check names, invitation codes and the captcha, then sign up."),
        (Activation, "Activate a new account."),
        (Sessions, "Log in, stay signed in, and sign out devices."),
        (Account, "Read and change the account that is signed in."),
        (Passwords, "Change a password, or reset a forgotten one."),
        (Keys, "Documents that other services need to check access tokens."),
        (Operators, "For administrators and for services with an API key."),
        (Service, "Health checks for load balancers and orchestrators."),
    ];
}
