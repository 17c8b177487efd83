namespace OrleansRegistration.Bench.Wire;

/// <summary>An account that was made before the measured part.</summary>
/// <param name="Code">Its invitation code, as sent in forms.</param>
/// <param name="LogIn">The body of its log-in.</param>
internal sealed record TestAccount(string Username, byte[] Code, byte[] LogIn)
{
    /// <summary>A token of a log-in; empty where none was asked for.</summary>
    public string Token { get; init; } = "";
}
