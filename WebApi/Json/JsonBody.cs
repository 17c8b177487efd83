namespace OrleansRegistration.Json;

/// <summary>
/// On an endpoint: the endpoint reads a JSON body of <paramref name="Type"/>. Serves the API description only. With the
/// framework's own metadata, routing would refuse media types, of which it knows fewer spellings than
/// <see cref="JsonMediaType"/>.
/// </summary>
internal sealed record JsonBody(Type Type, bool IsOptional);
