namespace OrleansRegistration.Tests;

/// <summary>What hostile requests have, so that they get to the handlers: tokens of an account, and of one that is not activated.</summary>
internal sealed record Credentials(string Full, string Limited, string Refresh);
