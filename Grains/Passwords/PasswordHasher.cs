using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OrleansRegistration.Precis;

namespace OrleansRegistration.Passwords;

/// <summary>
/// Hashes passwords with Argon2id on threads of its own, one per core, so that neither grains nor requests wait behind a hash. Sign-ups and log-ins
/// wait in lines of their own that are served in turn, so neither starves the other. At most <see cref="PasswordOptions.QueueLimit"/> hashes wait in a
/// line, and no log-in that would wait longer than <see cref="PasswordOptions.MaxWaitSeconds"/>; past that callers are told at once. Sign-ups have
/// made all their claims when they come here, so their wait is bounded before that, by <see cref="WaitBehind"/> (docs/adr/0023). Thread-safe; one
/// per process.
/// </summary>
internal sealed class PasswordHasher : ISignUpLine, IDisposable
{
    private const double Smoothing = 1.0 / 16;

    private readonly PasswordOptions _options;
    private readonly TimeProvider _time;
    private readonly int _threads;
    private readonly Queue<Work>[] _lines = [.. Enum.GetValues<PasswordLine>().Select(_ => new Queue<Work>())];
    private readonly string _nobody;

    // The time of one hash: measured once at the start, then smoothed over the last ones.
    private double _seconds;
    private bool _closed;

    /// <summary>Measures a hash, and starts the threads.</summary>
    public PasswordHasher(IOptions<PasswordOptions> options, TimeProvider time)
        : this(options, time, Environment.ProcessorCount) { }

    /// <summary>The same with another number of threads; none, for tests, leaves everything waiting.</summary>
    internal PasswordHasher(IOptions<PasswordOptions> options, TimeProvider time, int threads)
    {
        _options = options.Value;
        _time = time;
        _threads = threads;
        _nobody = Compute([]).ToPhc(); // also loads the library, before the time is taken
        var start = time.GetTimestamp();
        Parallel.For(0, Math.Max(1, threads), _ => Compute([])); // at once, because the threads share caches and memory
        _seconds = time.GetElapsedTime(start).TotalSeconds;
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
    public Task<string?> TryHashAsync(
        string password,
        PasswordLine line,
        CancellationToken cancellationToken = default
    ) => EnqueueAsync(password, line, bytes => Compute(bytes).ToPhc(), cancellationToken);

    /// <summary>
    /// Compares <paramref name="password"/> with <paramref name="phc"/>, at the cost written there; or <c>null</c> when too many hashes wait
    /// already. Without a hash the answer is <see cref="PasswordCheck.Wrong"/>, at the cost of the settings, so that time does not tell whether
    /// there is an account.
    /// </summary>
    /// <exception cref="InvalidOperationException"><paramref name="phc"/> is not a hash that was made here.</exception>
    public async Task<PasswordCheck?> TryVerifyAsync(
        string password,
        string? phc,
        CancellationToken cancellationToken = default
    )
    {
        var stored = PasswordHash.Parse(phc ?? _nobody); // also read anew, as an account's
        var matches = await EnqueueAsync<bool?>(
            password,
            PasswordLine.LogIn,
            bytes => stored.Matches(bytes),
            cancellationToken
        );
        return matches switch
        {
            null => null,
            true when phc is not null => IsOutdated(stored) ? PasswordCheck.RightButOutdated : PasswordCheck.Right,
            _ => PasswordCheck.Wrong,
        };
    }

    /// <inheritdoc/>
    public TimeSpan WaitBehind(int before)
    {
        lock (_lines)
        {
            return TimeSpan.FromSeconds(SecondsBehind(before, other: PasswordLine.LogIn));
        }
    }

    /// <summary>Lets the threads finish what waits and end.</summary>
    public void Dispose()
    {
        lock (_lines)
        {
            _closed = true;
            Monitor.PulseAll(_lines);
        }
    }

    private bool IsOutdated(PasswordHash stored) =>
        stored.MemoryKiB != _options.MemoryKiB || stored.Iterations != _options.Iterations;

    private PasswordHash Compute(ReadOnlySpan<byte> password) =>
        PasswordHash.Compute(
            password,
            _options.MemoryKiB,
            _options.Iterations,
            RandomNumberGenerator.GetBytes(PasswordHash.SaltSize)
        );

    private async Task<T?> EnqueueAsync<T>(
        string password,
        PasswordLine line,
        Func<byte[], T> compute,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = new Work<T>(password, compute, cancellationToken);
        if (!TryEnqueue(work, line))
        {
            return default;
        }

        // Whoever comes first, the thread or the cancellation, decides; a cancelled entry is skipped when its turn comes.
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((Work<T>)state!).Cancel(token),
            work
        );
        return await work.Result;
    }

    private bool TryEnqueue(Work work, PasswordLine line)
    {
        lock (_lines)
        {
            var before = _lines[(int)line].Count;
            if (
                _closed
                || before >= _options.QueueLimit
                || (
                    line is PasswordLine.LogIn
                    && SecondsBehind(before, other: PasswordLine.SignUp) > _options.MaxWaitSeconds
                )
            )
            {
                return false;
            }

            _lines[(int)line].Enqueue(work);
            Monitor.Pulse(_lines);
            return true;
        }
    }

    // The lines are served in turn: before it come those of its own line, and as many of the other as wait.
    private double SecondsBehind(int before, PasswordLine other) =>
        (before + Math.Min(before, _lines[(int)other].Count)) * _seconds / Math.Max(1, _threads);

    private void WorkOff(uint turn)
    {
        while (Take(ref turn) is { } work)
        {
            var start = _time.GetTimestamp();
            if (work.TryDo())
            {
                var took = _time.GetElapsedTime(start).TotalSeconds;
                lock (_lines)
                {
                    _seconds += (took - _seconds) * Smoothing;
                }
            }
        }
    }

    /// <summary>The next of the line whose turn it is, or else of another, once there is one; <c>null</c> when closed and empty.</summary>
    private Work? Take(ref uint turn)
    {
        lock (_lines)
        {
            while (true)
            {
                for (var i = 0; i < _lines.Length; i++)
                {
                    if (_lines[turn++ % (uint)_lines.Length].TryDequeue(out var work))
                    {
                        return work;
                    }
                }

                if (_closed)
                {
                    return null;
                }

                Monitor.Wait(_lines);
            }
        }
    }

    private abstract class Work
    {
        /// <returns><c>false</c> when it was cancelled before, so that nothing was hashed.</returns>
        public abstract bool TryDo();
    }

    private sealed class Work<T>(string password, Func<byte[], T> compute, CancellationToken cancellationToken) : Work
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Result => _result.Task;

        public void Cancel(CancellationToken token) => _result.TrySetCanceled(token);

        public override bool TryDo()
        {
            if (cancellationToken.IsCancellationRequested || _result.Task.IsCompleted)
            {
                _result.TrySetCanceled(cancellationToken);
                return false;
            }

            byte[] bytes = [];
            try
            {
                bytes = Encoding.UTF8.GetBytes(PasswordText.Normalize(password));
                _result.TrySetResult(compute(bytes));
            }
#pragma warning disable CA1031 // Whatever it is (out of memory), the caller gets it and the thread goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _result.TrySetException(e);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(bytes);
            }

            return true;
        }
    }
}
