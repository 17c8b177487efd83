using System.Text.Json.Serialization;

namespace OrleansRegistration.ReadModel;

/// <summary>The form in which rows go to the database: one JSON text for each statement.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IEnumerable<PersonRow>))]
[JsonSerializable(typeof(IEnumerable<CodeRow>))]
[JsonSerializable(typeof(IEnumerable<CodeDelta>))]
[JsonSerializable(typeof(IEnumerable<TreeDelta>))]
[JsonSerializable(typeof(IEnumerable<StatisticDelta>))]
[JsonSerializable(typeof(IEnumerable<TimeStep>))]
[JsonSerializable(typeof(IEnumerable<string>))]
internal sealed partial class RowsJson : JsonSerializerContext;
