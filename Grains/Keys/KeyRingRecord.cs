using System.Collections.Immutable;

namespace OrleansRegistration.Keys;

/// <summary>The stored key ring. The nodes have encrypted its secrets.</summary>
internal sealed record KeyRingRecord
{
    public string? MasterCheck { get; init; }

    public ImmutableArray<KeyRingKey> Keys
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    public ImmutableArray<KeyRingElement> Elements
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];
}
