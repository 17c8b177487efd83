using OrleansRegistration.Bench.Compare;

namespace OrleansRegistration.Bench.Report;

/// <summary>The file of raw results: one line of JSON for each run.</summary>
internal sealed class ResultLines(FileInfo file)
{
    /// <summary>Appends a run.</summary>
    public Task AddAsync(MeasuredRun run, CancellationToken cancellationToken)
    {
        var head = $$"""{"scenario":"{{run.Scenario}}","hash":"{{run.Cost}}","round":{{run.Round}},"result":""";
        return AddAsync(head + run.Result.ToJson() + "}", cancellationToken);
    }

    /// <summary>Appends a line.</summary>
    public async Task AddAsync(string json, CancellationToken cancellationToken)
    {
        file.Directory!.Create();
        await File.AppendAllTextAsync(file.FullName, json + "\n", cancellationToken);
    }
}
