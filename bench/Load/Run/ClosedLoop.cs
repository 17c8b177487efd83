using System.Diagnostics;

namespace OrleansRegistration.Bench.Run;

/// <summary>Clients that each start their next piece of work when the last one has ended.</summary>
internal static class ClosedLoop
{
    /// <summary>
    /// Does the work once for each number below <paramref name="count"/>. No work starts after <paramref
    /// name="bound"/>.
    /// </summary>
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
