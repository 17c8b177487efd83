using OrleansRegistration.Bench.Compare;

namespace OrleansRegistration.Bench.Report;

/// <summary>The raw results, one JSON line a run, in a file that only grows.</summary>
internal sealed class ResultLines(FileInfo file)
{
    /// <summary>Appends a run.</summary>
    public Task AddAsync(Figure figure, CancellationToken cancellationToken)
    {
        var head =
            $$"""{"scenario":"{{figure.Scenario}}","hash":"{{figure.Cost}}","round":{{figure.Round}},"result":""";
        return AddAsync(head + figure.Result.ToJson() + "}", cancellationToken);
    }

    /// <summary>Appends a line.</summary>
    public async Task AddAsync(string json, CancellationToken cancellationToken)
    {
        file.Directory!.Create();
        await File.AppendAllTextAsync(file.FullName, json + "\n", cancellationToken);
    }
}
