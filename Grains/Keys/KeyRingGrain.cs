using Orleans.Storage;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Keys;

/// <inheritdoc cref="IKeyRingGrain"/>
/// <remarks>Keeps nothing in memory: each node calls once a minute, and each call reads the row.</remarks>
[GrainType(GrainTypes.KeyRing)]
internal sealed class KeyRingGrain(IGrainContext context) : Grain, IKeyRingGrain
{
    private readonly GrainRow<KeyRingRecord> _row = new(GrainTypes.KeyRing, context);

    public async Task<KeyRing> GetAsync()
    {
        var (record, version) = await _row.ReadAsync();
        return record is null
            ? new(version, null, [], [])
            : new(version, record.MasterCheck, record.Keys, record.Elements);
    }

    public async Task<bool> TryReplaceKeysAsync(KeyRing ring)
    {
        var (record, version) = await _row.ReadAsync();
        return version == ring.Version
            && await TryWriteAsync(
                (record ?? new()) with
                {
                    MasterCheck = ring.MasterCheck,
                    Keys = ring.Keys,
                },
                version
            );
    }

    public async Task AddElementAsync(KeyRingElement element)
    {
        Stored<KeyRingRecord> seen;
        KeyRingRecord record;
        do
        {
            seen = await _row.ReadAsync();
            record = seen.Value ?? new();
        } while (!await TryWriteAsync(record with { Elements = record.Elements.Add(element) }, seen.Version));
    }

    private async Task<bool> TryWriteAsync(KeyRingRecord record, long version)
    {
        try
        {
            await _row.WriteAsync(record, version);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false; // another activation wrote the row in between
        }
    }
}
