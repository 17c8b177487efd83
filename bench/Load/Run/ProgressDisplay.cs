using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace OrleansRegistration.Bench.Run;

/// <summary>Shows progress and rate: as a bar on a terminal, otherwise as a line every ten seconds.</summary>
internal static class ProgressDisplay
{
    // The display must not take CPU from the measurement.
    private static readonly TimeSpan BarPeriod = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(10);

    /// <summary>Does the work and shows its progress.</summary>
    /// <param name="total">The number of steps.</param>
    /// <param name="work">The work. It calls its argument once for each step, from any thread.</param>
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
