using System.Text;

namespace OrleansRegistration.Bench.Wire;

/// <summary>Builds the bodies of log-ins.</summary>
internal static class LogInBody
{
    /// <summary>A log-in with the password of all sign-ups here.</summary>
    public static byte[] Of(string username) =>
        Encoding.ASCII.GetBytes($$"""{"username":"{{username}}","password":"Correct-horse7"}""");
}
