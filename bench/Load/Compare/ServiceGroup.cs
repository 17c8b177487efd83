using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>Services of ours and of the rivals that run at once. Disposing stops them.</summary>
internal sealed class ServiceGroup : IAsyncDisposable
{
    private readonly List<RunningService> _all = [];

    /// <summary>The services that run: ours first.</summary>
    public IReadOnlyList<RunningService> All => _all;

    /// <summary>Starts our service on each of <paramref name="stores"/>, and all rivals.</summary>
    public async Task StartAsync(
        Comparison comparison,
        IEnumerable<OwnStore> stores,
        PasswordCost cost,
        CancellationToken cancellationToken
    )
    {
        foreach (var store in stores)
        {
            Console.WriteLine($"Starting {store.Name}.");
            _all.Add(await comparison.Build.StartAsync(store, cost, comparison.Postgres, cancellationToken));
        }

        foreach (var rival in Rival.All)
        {
            Console.WriteLine($"Starting {rival.Name}.");
            _all.Add(await comparison.Scripts.StartAsync(rival, cost, comparison.Postgres, cancellationToken));
        }
    }

    /// <summary>The services with these names.</summary>
    public IEnumerable<RunningService> Of(params string[] names) =>
        _all.Where(service => names.Contains(service.Name, StringComparer.Ordinal));

    /// <summary>The services with other names.</summary>
    public IEnumerable<RunningService> Except(params string[] names) =>
        _all.Where(service => !names.Contains(service.Name, StringComparer.Ordinal));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var service in _all)
        {
            await service.DisposeAsync();
        }
    }
}
