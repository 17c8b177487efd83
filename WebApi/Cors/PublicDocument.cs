namespace OrleansRegistration.Cors;

/// <summary>
/// On an endpoint: the answers are the same for everybody and in every language. Caches may keep them, and every page
/// may read them.
/// </summary>
internal sealed record PublicDocument;
