using System.Text;

namespace OrleansRegistration.Bench.Wire;

/// <summary>Bodies of log-ins.</summary>
internal static class LogInBody
{
    /// <summary>A log-in with the password that every sign-up here has.</summary>
    public static byte[] Of(string username) =>
        Encoding.ASCII.GetBytes($$"""{"username":"{{username}}","password":"Correct-horse7"}""");
}
