using System.Diagnostics;

namespace OrleansRegistration.Bench.Run;

/// <summary>A number of clients, each of which starts its next piece of work when its last one has ended.</summary>
internal static class ClosedLoop
{
    /// <summary>Does the work with each number below <paramref name="count"/> once, and starts none after <paramref name="bound"/>.</summary>
    public static Task RunAsync(int count, int clients, TimeSpan bound, Func<int, Task> work)
    {
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, Math.Min(clients, count)).Select(_ => Task.Run(ClientAsync)));

        async Task ClientAsync()
        {
            while (
                Stopwatch.GetElapsedTime(start) < bound
                && Interlocked.Increment(ref next) is var number
                && number < count
            )
            {
                await work(number);
            }
        }
    }
}
