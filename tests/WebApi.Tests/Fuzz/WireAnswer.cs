namespace OrleansRegistration.Tests;

/// <summary>An HTTP/1.1 answer as it came over the wire.</summary>
internal sealed record WireAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body);
