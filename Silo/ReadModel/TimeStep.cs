using System.Text.Json.Serialization;

namespace OrleansRegistration.ReadModel;

/// <summary>An hour or a day.</summary>
internal sealed record TimeStep(
    [property: JsonConverter(typeof(RowTimeConverter))] DateTimeOffset Begins,
    [property: JsonConverter(typeof(RowTimeConverter))] DateTimeOffset Ends
);
