using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Webhooks;

/// <summary>
/// Reads the row of the webhooks from the database: what is committed now. For the silo's own work, which must not
/// depend on the memory of a grain.
/// </summary>
internal sealed class WebhookRows(RegistrationStore store, IOptions<ClusterOptions> cluster)
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes(GrainKeys.Webhooks);

    /// <summary>Reads all webhooks.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public async Task<WebhooksRecord> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ReadModelConnection.OpenAsync(
            store,
            cluster.Value.ServiceId,
            cancellationToken,
            store.HomeOf(Key)
        );
        var payloads = await connection.ReadAsync(
            "select payload from grain_state where service_id = @service and grain_type = @type and grain_key = @key",
            row => row.GetString(0),
            cancellationToken,
            ("type", GrainTypes.Webhooks),
            ("key", GrainKeys.Webhooks)
        );
        return payloads is [var payload]
            ? JsonSerializer.Deserialize(payload, StateJson.Default.WebhooksRecord)!
            : new();
    }
}
