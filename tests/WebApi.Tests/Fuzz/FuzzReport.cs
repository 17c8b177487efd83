using System.Globalization;

namespace OrleansRegistration.Tests;

/// <summary>The results of a run of hostile requests.</summary>
internal sealed class FuzzReport(ulong seed, int requests)
{
    private const string Other = "no route, broken or several";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SortedDictionary<int, int>> _routes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _deliveries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reached = [];
    private readonly List<(int Requests, double MiB)> _memory = [];
    private int _unanswered;

    public ulong Seed => seed;

    public SortedDictionary<int, int> Statuses { get; } = [];

    /// <summary>The routes whose handler answered.</summary>
    public IReadOnlySet<string> Reached => _reached;

    /// <summary>How much the service's memory grew after the second sample. By then all code had run.</summary>
    public double GrowthMiB => _memory.Count < 2 ? 0 : _memory[^1].MiB - _memory[1].MiB;

    public void Sample(int done, double memory) => _memory.Add((done, memory));

    /// <summary>
    /// Counts an answer. May be called from any thread, because requests that stall end beside the others.
    /// </summary>
    /// <param name="isReached">Whether a handler answered.</param>
    public void Count(HostileRequest request, IReadOnlyList<WireAnswer> answers, bool isReached)
    {
        lock (_lock)
        {
            _deliveries[$"{request.Delivery}"] = _deliveries.GetValueOrDefault($"{request.Delivery}") + 1;
            _unanswered += answers.Count == 0 ? 1 : 0;
            if (isReached)
            {
                _reached.Add(request.Route!);
            }

            if (!_routes.TryGetValue(request.Route ?? Other, out var route))
            {
                _routes[request.Route ?? Other] = route = [];
            }

            foreach (var answer in answers)
            {
                route[answer.Status] = route.GetValueOrDefault(answer.Status) + 1;
                Statuses[answer.Status] = Statuses.GetValueOrDefault(answer.Status) + 1;
            }
        }
    }

    /// <summary>Writes the results as Markdown.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Seed {seed}, {requests:#,0} requests ({string.Join(
                ", ",
                _deliveries.Select(delivery => $"{delivery.Key} {delivery.Value:#,0}")
            )}); closed without an answer: {_unanswered:#,0}.

            | route | answers by status |
            |---|---|
            {string.Join('\n', _routes.Select(route => $"| {route.Key} | {Text(route.Value)} |"))}
            | all | {Text(Statuses)} |

            Resident memory, MiB, after each tenth: {string.Join(
                ", ",
                _memory.Select(sample => sample.MiB.ToString("0", CultureInfo.InvariantCulture))
            )}; from 20 % to 100 %: {GrowthMiB:+0;-0}.
            """
        );

    private static string Text(SortedDictionary<int, int> statuses) =>
        string.Join(
            ", ",
            statuses.Select(status => string.Create(CultureInfo.InvariantCulture, $"{status.Key}: {status.Value:#,0}"))
        );
}
