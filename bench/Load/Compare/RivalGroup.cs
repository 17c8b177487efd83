using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>The rivals that run. Disposing stops them.</summary>
internal sealed class RivalGroup : IAsyncDisposable
{
    private readonly List<(Rival Rival, RunningService Service)> _all = [];

    /// <summary>The rivals that run, with their services.</summary>
    public IReadOnlyList<(Rival Rival, RunningService Service)> All => _all;

    /// <summary>Starts all rivals.</summary>
    public async Task StartAsync(Comparison comparison, PasswordCost cost, CancellationToken cancellationToken)
    {
        foreach (var rival in Rival.All)
        {
            Console.WriteLine($"Starting {rival.Name}.");
            _all.Add((rival, await comparison.Scripts.StartAsync(rival, cost, comparison.Postgres, cancellationToken)));
        }
    }

    /// <summary>The service of a rival.</summary>
    public RunningService Of(Rival rival) => _all.First(one => one.Rival == rival).Service;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, service) in _all)
        {
            await service.DisposeAsync();
        }
    }
}
