using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OrleansRegistration.Precis;

namespace OrleansRegistration.Passwords;

/// <summary>
/// Hashes passwords with Argon2id on threads of its own, one per core, so that neither grains nor requests wait behind a hash. Sign-ups and log-ins
/// wait in lines of their own that are served in turn, so neither starves the other. At most <see cref="PasswordOptions.QueueLimit"/> hashes wait in a
/// line, and none that would wait longer than <see cref="PasswordOptions.MaxWaitSeconds"/>; past that callers are told at once. Thread-safe; one per
/// process.
/// </summary>
internal sealed class PasswordHasher : IDisposable
{
    private readonly PasswordOptions options;
    private readonly int threads;
    private readonly Queue<Work>[] lines = [.. Enum.GetValues<PasswordLine>().Select(_ => new Queue<Work>())];
    private readonly string nobody;

    // What one hash took lately, smoothed; 0 until the first is done.
    private double seconds;
    private bool closed;

    /// <summary>Starts the threads.</summary>
    public PasswordHasher(IOptions<PasswordOptions> options)
        : this(options, Environment.ProcessorCount)
    {
    }

    /// <summary>The same with another number of threads; none, for tests, leaves everything waiting.</summary>
    internal PasswordHasher(IOptions<PasswordOptions> options, int threads)
    {
        this.options = options.Value;
        this.threads = threads;
        nobody = Compute([]).ToPhc();
        for (var i = 0; i < threads; i++)
        {
            var turn = (uint)i;
            new Thread(() => WorkOff(turn)) { IsBackground = true, Name = $"password-{i}" }.Start();
        }
    }

    /// <summary>
    /// The PHC string of <paramref name="password"/> under a new salt, or <c>null</c> when too many hashes wait already. Cancelling leaves the
    /// queue; a hash that has begun is finished.
    /// </summary>
    public Task<string?> TryHashAsync(string password, PasswordLine line, CancellationToken cancellationToken = default) =>
        EnqueueAsync(password, line, bytes => Compute(bytes).ToPhc(), cancellationToken);

    /// <summary>
    /// Compares <paramref name="password"/> with <paramref name="phc"/>, at the cost written there; or <c>null</c> when too many hashes wait
    /// already. Without a hash the answer is <see cref="PasswordCheck.Wrong"/>, at the cost of the settings, so that time does not tell whether
    /// there is an account.
    /// </summary>
    /// <exception cref="InvalidOperationException"><paramref name="phc"/> is not a hash that was made here.</exception>
    public async Task<PasswordCheck?> TryVerifyAsync(string password, string? phc, CancellationToken cancellationToken = default)
    {
        var stored = PasswordHash.Parse(phc ?? nobody); // also read anew, as an account's
        var matches = await EnqueueAsync<bool?>(password, PasswordLine.LogIn, bytes => stored.Matches(bytes), cancellationToken);
        return matches switch
        {
            null => null,
            true when phc is not null => IsOutdated(stored) ? PasswordCheck.RightButOutdated : PasswordCheck.Right,
            _ => PasswordCheck.Wrong,
        };
    }

    /// <summary>Lets the threads finish what waits and end.</summary>
    public void Dispose()
    {
        lock (lines)
        {
            closed = true;
            Monitor.PulseAll(lines);
        }
    }

    private bool IsOutdated(PasswordHash stored) => stored.MemoryKiB != options.MemoryKiB || stored.Iterations != options.Iterations;

    private PasswordHash Compute(ReadOnlySpan<byte> password) =>
        PasswordHash.Compute(password, options.MemoryKiB, options.Iterations, RandomNumberGenerator.GetBytes(PasswordHash.SaltSize));

    private async Task<T?> EnqueueAsync<T>(string password, PasswordLine line, Func<byte[], T> compute, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = new Work<T>(password, compute, cancellationToken);
        if (!TryEnqueue(work, line))
        {
            return default;
        }

        // Whoever comes first, the thread or the cancellation, decides; a cancelled entry is skipped when its turn comes.
        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Work<T>)state!).Cancel(token), work);
        return await work.Result;
    }

    private bool TryEnqueue(Work work, PasswordLine line)
    {
        lock (lines)
        {
            // Before it come those of its line, and as many of the other, in turn.
            var before = lines[(int)line].Count;
            var wait = lines.Sum(other => Math.Min(before, other.Count)) * seconds / threads;
            if (closed || before >= options.QueueLimit || wait > options.MaxWaitSeconds)
            {
                return false;
            }

            lines[(int)line].Enqueue(work);
            Monitor.Pulse(lines);
            return true;
        }
    }

    private void WorkOff(uint turn)
    {
        while (Take(ref turn) is { } work)
        {
            var start = Stopwatch.GetTimestamp();
            work.Do();
            var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
            lock (lines)
            {
                seconds = seconds == 0 ? took : seconds + ((took - seconds) / 16);
            }
        }
    }

    /// <summary>The next of the line whose turn it is, or else of another, once there is one; <c>null</c> when closed and empty.</summary>
    private Work? Take(ref uint turn)
    {
        lock (lines)
        {
            while (true)
            {
                for (var i = 0; i < lines.Length; i++)
                {
                    if (lines[turn++ % (uint)lines.Length].TryDequeue(out var work))
                    {
                        return work;
                    }
                }

                if (closed)
                {
                    return null;
                }

                Monitor.Wait(lines);
            }
        }
    }

    private abstract class Work
    {
        public abstract void Do();
    }

    private sealed class Work<T>(string password, Func<byte[], T> compute, CancellationToken cancellationToken) : Work
    {
        private readonly TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Result => result.Task;

        public void Cancel(CancellationToken token) => result.TrySetCanceled(token);

        public override void Do()
        {
            if (cancellationToken.IsCancellationRequested || result.Task.IsCompleted)
            {
                result.TrySetCanceled(cancellationToken);
                return;
            }

            byte[] bytes = [];
            try
            {
                bytes = Encoding.UTF8.GetBytes(PasswordText.Normalize(password));
                result.TrySetResult(compute(bytes));
            }
#pragma warning disable CA1031 // Whatever it is (out of memory), the caller gets it and the thread goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                result.TrySetException(e);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(bytes);
            }
        }
    }
}
