using System.Globalization;

namespace OrleansRegistration.Tests;

/// <summary>What a checker found in a history: breaches of a promise, and figures.</summary>
internal sealed class Verdict(string checker)
{
    private readonly List<string> _breaches = [];
    private readonly List<(string Name, long Value)> _figures = [];

    public string Checker => checker;

    public IReadOnlyList<string> Breaches => _breaches;

    public IReadOnlyList<(string Name, long Value)> Figures => _figures;

    /// <summary>
    /// The longest time for which an answer was older than what had been acknowledged, in microseconds.
    /// </summary>
    public long Stalest { get; private set; }

    /// <summary>The sign-ups whose account is lost, or there twice.</summary>
    public List<string> Lost { get; } = [];

    /// <inheritdoc cref="Lost"/>
    public List<string> Doubled { get; } = [];

    public void Breach(string text) => _breaches.Add($"{checker}: {text}");

    public void Figure(string name, long value) => _figures.Add((name, value));

    /// <summary>
    /// Notes an answer that was wrong at its time but right before. A node that cannot know better may give one for a
    /// stated time; beyond it this is a breach.
    /// </summary>
    public void Stale(Operation read, long since, long bound, string text)
    {
        var age = read.Invoked - since;
        Stalest = long.Max(Stalest, age);
        if (age > bound)
        {
            Breach($"{text}, {Seconds(age)} s after it was acknowledged (operation {read.Number})");
        }
    }

    public override string ToString() =>
        $"{checker}: {_breaches.Count} breaches"
        + string.Concat(_figures.Select(figure => $", {figure.Name} {figure.Value}"))
        + (Stalest > 0 ? $", an answer was {Seconds(Stalest)} s old" : "");

    private static string Seconds(long microseconds) =>
        (microseconds / 1e6).ToString("F3", CultureInfo.InvariantCulture);
}
