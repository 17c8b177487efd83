namespace OrleansRegistration.Bench.Wire;

/// <summary>An account that is created before a measurement.</summary>
/// <param name="Code">Its invitation code in ASCII.</param>
/// <param name="LogIn">The body of its log-in.</param>
internal sealed record TestAccount(string Username, byte[] Code, byte[] LogIn)
{
    /// <summary>The token of a log-in; empty if it was not asked for.</summary>
    public string Token { get; init; } = "";
}
