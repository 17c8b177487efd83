using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using OrleansRegistration.Storage;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Retries;

/// <summary>
/// Repeats calls to grains that fail because the cluster is changing: a node died or stops, or a grain moves. Only for
/// calls that may be made twice. The grain is looked up anew for each try.
/// </summary>
internal static class Retry
{
    // A frozen node is noticed within three seconds. A call that begins later waits for something else.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(4);
    private static readonly Counter<long> Repeats = new Meter(ServiceMeter.Name).CreateCounter<long>(
        "registration.call.retries",
        "{call}",
        "Calls to grains that were repeated because the cluster was changing"
    );

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(400);

    /// <summary>Makes a call, and repeats it while the cluster is changing, for a few seconds.</summary>
    /// <exception cref="Exception">The failure of the last try.</exception>
    public static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        var turns = Begin();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (Failure.IsOfCluster(failure) && turns.MayRepeatAfter(failure))
            {
                await turns.WaitAsync();
            }
        }
    }

    /// <inheritdoc cref="CallAsync{T}"/>
    public static Task CallAsync(Func<Task> call) =>
        CallAsync(async () =>
        {
            await call();
            return true;
        });

    /// <summary>
    /// Makes a call that may not be made twice. If the answer is lost, the outcome is <paramref name="unknown"/>.
    /// </summary>
    public static async Task<T> OnceAsync<T>(Func<Task<T>> call, T unknown)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (Failure.IsOfCluster(failure))
        {
            return unknown;
        }
    }

    /// <summary>Begins a series of tries.</summary>
    public static Turns Begin() => new();

    /// <summary>When the next try of a call is due, and until when there is one.</summary>
    internal sealed class Turns
    {
        private readonly long _begun = Stopwatch.GetTimestamp();
        private TimeSpan _wait = FirstWait;
        private bool _hasTimedOut;

        /// <summary>
        /// Whether another try may begin. A call to a dead node may fail only when its time is over; one try follows.
        /// </summary>
        /// <param name="failure">The failure of the last try, if it threw one.</param>
        public bool MayRepeatAfter(Exception? failure)
        {
            var isFirstTimeOut = failure is TimeoutException && !_hasTimedOut;
            _hasTimedOut |= isFirstTimeOut;
            return isFirstTimeOut || Stopwatch.GetElapsedTime(_begun) + _wait < Bound;
        }

        /// <summary>
        /// Waits for the next try: each time twice as long, and at random, so that callers do not come at once.
        /// </summary>
        public async Task WaitAsync()
        {
            Repeats.Add(1);
            var milliseconds = (int)_wait.TotalMilliseconds;
            await Task.Delay(RandomNumberGenerator.GetInt32(milliseconds / 2, milliseconds + 1));
            _wait = _wait * 2 < LongestWait ? _wait * 2 : LongestWait;
        }
    }
}
