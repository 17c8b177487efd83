using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;

namespace OrleansRegistration.Storage;

public sealed record Note(string Text);

/// <summary>A silo with nothing but the service's storage.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    /// <summary>A text of a <see cref="Note"/> whose payload no database accepts.</summary>
    public const string NotJson = "not JSON";

    private readonly InProcessTestCluster _cluster;

    private StorageHost(InProcessTestCluster cluster) => _cluster = cluster;

    public IServiceProvider Services => _cluster.Silos[0].ServiceProvider;

    public IGrainStorage Storage => Services.GetRequiredKeyedService<IGrainStorage>(StorageNames.Registration);

    public RegistrationDatabase Database => Services.GetRequiredService<RegistrationStore>().Databases[0];

    public static async Task<StorageHost> StartAsync(IDictionary<string, string?> settings, string serviceId = "tests")
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = serviceId;
        builder.Options.ConfigureFileLogging = false;
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSiloHost((_, host) => host.Configuration.AddInMemoryCollection(settings));
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.Services.AddSingleton<IGrainStorageSerializer, JsonSerializerOfTests>();
                silo.AddRegistrationStorage();
            }
        );
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster);
    }

    public async Task<object?> QueryAsync(string sql)
    {
        await using var connection = await Database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Literals of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private sealed class JsonSerializerOfTests : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) =>
            input is Note { Text: NotJson } ? new("{"u8.ToArray()) : new(JsonSerializer.SerializeToUtf8Bytes(input));

        public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span)!;
    }
}
