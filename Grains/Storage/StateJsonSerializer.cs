using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>Serializes the grains' records by <see cref="StateJson"/>; refuses any other type.</summary>
internal sealed class StateJsonSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) =>
        new(JsonSerializer.SerializeToUtf8Bytes(input, typeof(T), StateJson.Default));

    public T Deserialize<T>(BinaryData input) =>
        (T)JsonSerializer.Deserialize(input.ToMemory().Span, typeof(T), StateJson.Default)!;
}
