using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace OrleansRegistration.Bench.Run;

/// <summary>How far a piece of work is and how fast it goes: a bar on a terminal, else a line now and then.</summary>
internal static class ProgressDisplay
{
    // Seldom enough to cost the measurement nothing.
    private static readonly TimeSpan BarPeriod = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(10);

    /// <summary>Does the work, which calls what it is given once for each of <paramref name="total"/> steps, from any thread.</summary>
    public static async Task ShowAsync(string title, int total, Func<Action, Task> work)
    {
        var done = 0;
        var start = Stopwatch.GetTimestamp();
        var task = work(() => Interlocked.Increment(ref done));
        if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
        {
            await AnsiConsole
                .Progress()
                .AutoClear(true)
                .StartAsync(async context =>
                {
                    var bar = context.AddTask(Markup.Escape(title), maxValue: Math.Max(1, total));
                    while (!task.IsCompleted)
                    {
                        await Task.WhenAny(task, Task.Delay(BarPeriod));
                        bar.Value = done;
                        bar.Description = Markup.Escape(Text($"{title} {Rate():0}/s"));
                    }
                });
        }
        else
        {
            while (await Task.WhenAny(task, Task.Delay(LinePeriod)) != task)
            {
                Console.WriteLine(Text($"{title}: {done} of {total}, {Rate():0}/s"));
            }
        }

        await task;

        double Rate() => done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
