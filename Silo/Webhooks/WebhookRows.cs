using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
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
        await using var connection = await store.Databases[store.HomeOf(Key)].OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            select payload from grain_state
            where service_id = @service and grain_type = @type and grain_key = @key
            """;
        foreach (
            var (name, value) in new[]
            {
                ("service", cluster.Value.ServiceId),
                ("type", GrainTypes.Webhooks),
                ("key", GrainKeys.Webhooks),
            }
        )
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return await command.ExecuteScalarAsync(cancellationToken) is string payload
            ? JsonSerializer.Deserialize(payload, StateJson.Default.WebhooksRecord)!
            : new();
    }
}
