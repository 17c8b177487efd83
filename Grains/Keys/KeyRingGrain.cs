using Orleans.Storage;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Keys;

/// <inheritdoc cref="IKeyRingGrain"/>
/// <remarks>Remembers nothing: it is asked once a minute by a node, and reads the row each time.</remarks>
[GrainType("keyring")]
internal sealed class KeyRingGrain(IGrainContext context) : Grain, IKeyRingGrain
{
    private readonly GrainRow<KeyRingRecord> _row = new("keyring", context);

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
            return false; // written by another activation in between
        }
    }
}
