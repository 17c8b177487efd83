using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>The rivals that are up; disposing stops them.</summary>
internal sealed class RivalGroup : IAsyncDisposable
{
    private readonly List<(Rival Rival, RunningService Service)> _all = [];

    /// <summary>Those that are up.</summary>
    public IReadOnlyList<(Rival Rival, RunningService Service)> All => _all;

    /// <summary>Starts all of them.</summary>
    public async Task StartAsync(Comparison comparison, PasswordCost cost, CancellationToken cancellationToken)
    {
        foreach (var rival in Rival.All)
        {
            Console.WriteLine($"{rival.Name} is started.");
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
