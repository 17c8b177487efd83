namespace OrleansRegistration.Tests;

/// <summary>
/// The tokens that get hostile requests to the handlers: those of an account, and one of an account that is not
/// activated.
/// </summary>
internal sealed record Credentials(string Full, string Limited, string Refresh);
