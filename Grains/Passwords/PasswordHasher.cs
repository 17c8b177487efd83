using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Leases;
using OrleansRegistration.Precis;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Passwords;

/// <summary>
/// Hashes passwords with Argon2id on its own threads, at most one per core, so that neither grains nor requests wait
/// behind a hash. Sign-ups and log-ins have a line each. The lines are served in turn, so neither starves the other.
/// Thread-safe; one per process.
/// </summary>
/// <remarks>
/// A caller is refused at once when its line holds <see cref="PasswordOptions.QueueLimit"/> hashes, or when a log-in
/// would wait longer than <see cref="PasswordOptions.MaxWaitSeconds"/>. Sign-ups have made all of their claims when
/// they come here, so their wait is bounded earlier, by <see cref="WaitBehind"/> (docs/adr/0023-overload.md). The lines
/// share a monitor instead of being channels: a thread must wait for both lines at once, and the bounds depend on the
/// lengths of both.
/// </remarks>
internal sealed partial class PasswordHasher : ISignUpLine, IDisposable
{
    private const double Smoothing = 1.0 / 16;

    private readonly PasswordOptions _options;
    private readonly TimeProvider _time;
    private readonly int _threads;
    private readonly Queue<Work>[] _lines = [.. Enum.GetValues<PasswordLine>().Select(_ => new Queue<Work>())];
    private readonly string _dummy;
    private readonly TimeSpan _idle;
    private readonly HashMetrics? _metrics;
    private readonly ImportedPasswordLine _imported;

    // The time of one hash: measured at the start, then smoothed over recent hashes.
    private double _seconds;
    private bool _closed;

    /// <summary>Chooses the code that hashes, measures a hash and starts the threads.</summary>
    /// <exception cref="InvalidOperationException">
    /// A hash needs more memory or time than there is; the message names the setting.
    /// </exception>
    public PasswordHasher(
        IOptions<PasswordOptions> options,
        IOptions<LeaseOptions> leases,
        TimeProvider time,
        ILogger<PasswordHasher> logger,
        IMeterFactory meters
    )
        : this(options, time, logger, PasswordMemory.ThreadsFor(options.Value), leases.Value.LeaseSeconds) =>
        _metrics = new(meters, LengthOf);

    /// <summary>
    /// The same with a number of threads, and with what derives in kept memory. For tests: without threads all hashes
    /// stay in the lines.
    /// </summary>
    /// <param name="mostSeconds">How long a hash may take.</param>
    /// <param name="idle">How long a thread waits for work before it gives its memory back. Default a minute.</param>
    internal PasswordHasher(
        IOptions<PasswordOptions> options,
        TimeProvider time,
        ILogger<PasswordHasher> logger,
        int threads,
        int mostSeconds = LeaseOptions.MaxSeconds,
        Func<int, IPasswordDeriver>? keepMemory = null,
        TimeSpan? idle = null
    )
    {
        _idle = idle ?? TimeSpan.FromMinutes(1);
        _options = options.Value;
        _imported = new(_options);
        _time = time;
        _threads = threads;
        IPasswordDeriver[] derivers;
        try
        {
            derivers = Choose(keepMemory ?? (memoryKiB => new KeptMemoryDeriver(memoryKiB)), mostSeconds, logger);
            _dummy = Compute(derivers[0], []).ToPhc(); // also loads the library before time is measured
            var start = time.GetTimestamp();

            // In parallel, because the threads share caches and memory.
            Parallel.ForEach(derivers, deriver => Compute(deriver, []));
            _seconds = time.GetElapsedTime(start).TotalSeconds;
        }
        catch (Exception failure) when (IsShortOfMemory(failure))
        {
            throw new InvalidOperationException(
                PasswordMemory.TooMuch(_options, "this process got less memory from the system"),
                failure
            );
        }

        for (var i = 0; i < threads; i++)
        {
            var (turn, deriver) = ((uint)i, derivers[i]);
            new Thread(() => Run(turn, deriver)) { IsBackground = true, Name = $"password-{i}" }.Start();
        }

        if (threads == 0)
        {
            derivers[0].Dispose();
        }
    }

    /// <summary>
    /// The PHC string of <paramref name="password"/> with a new salt; <c>null</c> when too many hashes wait already.
    /// Cancellation leaves the line; a hash that has begun is finished.
    /// </summary>
    public Task<string?> TryHashAsync(
        string password,
        PasswordLine line,
        CancellationToken cancellationToken = default
    ) => EnqueueAsync(password, line, (deriver, bytes) => Compute(deriver, bytes).ToPhc(), cancellationToken);

    /// <summary>
    /// Compares <paramref name="password"/> with <paramref name="phc"/>, at the cost stored there; <c>null</c> when too
    /// many hashes wait already. Without a stored hash the answer is <see cref="PasswordCheck.Wrong"/>, at the cost of
    /// the settings, so that time does not show whether there is an account. A hash that came with an import has a
    /// line of its own, and is always outdated.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// <paramref name="phc"/> is neither a hash made by this service nor one of an import.
    /// </exception>
    public async Task<PasswordCheck?> TryVerifyAsync(
        string password,
        string? phc,
        CancellationToken cancellationToken = default
    )
    {
        if (phc is not null && ImportedHash.IsImported(phc))
        {
            if (ImportedHash.TryParse(phc) is { } imported)
            {
                return await _imported.TryVerifyAsync(password, imported, cancellationToken) switch
                {
                    null => null,
                    true => PasswordCheck.RightButOutdated,
                    false => PasswordCheck.Wrong,
                };
            }

            phc = null; // unusable: as without a hash
        }

        var stored = PasswordHash.Parse(phc ?? _dummy); // the dummy is parsed too, for the same time
        var matches = await EnqueueAsync<bool?>(
            password,
            PasswordLine.LogIn,
            (deriver, bytes) => stored.Matches(deriver, bytes),
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

    /// <summary>Closes the lines. The threads finish the waiting hashes and end.</summary>
    public void Dispose()
    {
        lock (_lines)
        {
            _closed = true;
            Monitor.PulseAll(_lines);
        }
    }

    private int LengthOf(PasswordLine line)
    {
        lock (_lines)
        {
            return _lines[(int)line].Count;
        }
    }

    private bool IsOutdated(PasswordHash stored) =>
        stored.MemoryKiB != _options.MemoryKiB || stored.Iterations != _options.Iterations;

    private PasswordHash Compute(IPasswordDeriver deriver, ReadOnlySpan<byte> password) =>
        PasswordHash.Compute(
            deriver,
            password,
            _options.MemoryKiB,
            _options.Iterations,
            RandomNumberGenerator.GetBytes(PasswordHash.SaltSize)
        );

    private async Task<T?> EnqueueAsync<T>(
        string password,
        PasswordLine line,
        Func<IPasswordDeriver, byte[], T> compute,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var span = Tracing.Start("hash password");
        var work = new Work<T>(password, compute, cancellationToken) { Line = line, Since = _time.GetTimestamp() };
        if (!TryEnqueue(work))
        {
            _metrics?.Refused(line);
            return default;
        }

        // The first of thread and cancellation decides. A thread skips cancelled work.
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((Work<T>)state!).Cancel(token),
            work
        );
        return await work.Result;
    }

    private bool TryEnqueue(Work work)
    {
        var line = work.Line;
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

    // The lines are served in turn: each hash ahead in its own line may let one of the other line pass.
    private double SecondsBehind(int before, PasswordLine other) =>
        (before + Math.Min(before, _lines[(int)other].Count)) * _seconds / Math.Max(1, _threads);

    private void Run(uint turn, IPasswordDeriver deriver)
    {
        using var own = deriver;
        while (Take(ref turn, own) is { } work)
        {
            var start = _time.GetTimestamp();
            if (work.TryDo(own))
            {
                var took = _time.GetElapsedTime(start);
                _metrics?.Waited(work.Line, _time.GetElapsedTime(work.Since, start));
                _metrics?.Hashed(took);
                lock (_lines)
                {
                    _seconds += (took.TotalSeconds - _seconds) * Smoothing;
                }
            }
        }
    }

    /// <summary>
    /// Takes work, or waits for some. Nothing of the last password is in memory meanwhile. <c>null</c> when the lines
    /// are closed and empty.
    /// </summary>
    private Work? Take(ref uint turn, IPasswordDeriver deriver)
    {
        while (true)
        {
            if (TryTake(ref turn) is { } work)
            {
                return work;
            }

            deriver.Wipe();
            if (!WaitForWork(deriver))
            {
                return null;
            }
        }
    }

    /// <summary>Takes work from the line whose turn it is, or from the other if that line is empty.</summary>
    private Work? TryTake(ref uint turn)
    {
        lock (_lines)
        {
            for (var i = 0; i < _lines.Length; i++)
            {
                if (_lines[turn++ % (uint)_lines.Length].TryDequeue(out var work))
                {
                    return work;
                }
            }

            return null;
        }
    }

    /// <returns><c>false</c> when the lines are closed and empty.</returns>
    private bool WaitForWork(IPasswordDeriver deriver)
    {
        var patience = _idle;
        lock (_lines)
        {
            while (Array.TrueForAll(_lines, line => line.Count == 0))
            {
                if (_closed)
                {
                    return false;
                }

                if (!Monitor.Wait(_lines, patience))
                {
                    deriver.GiveBack();
                    patience = Timeout.InfiniteTimeSpan;
                }
            }

            return true;
        }
    }

    private static bool IsShortOfMemory(Exception failure) =>
        failure is OutOfMemoryException
        || (failure is AggregateException all && all.InnerExceptions.All(one => one is OutOfMemoryException));

    // A wrong setting must not keep the start busy for days, so one pass is measured before a whole hash. The first
    // pass compiles the code.
    private void CheckTime(IPasswordDeriver deriver, int mostSeconds)
    {
        var seconds = 0.0;
        for (var i = 0; i < 2; i++)
        {
            var start = _time.GetTimestamp();
            deriver.Derive([], _options.MemoryKiB, iterations: 1, new byte[PasswordHash.SaltSize]);
            seconds = _time.GetElapsedTime(start).TotalSeconds;
        }

        if (seconds * _options.Iterations > mostSeconds)
        {
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Passwords:Iterations must be from 1 to {Math.Max(1, (int)(mostSeconds / seconds))}, because a "
                        + $"hash must end within Registration:LeaseSeconds ({mostSeconds}) and a pass over "
                        + $"Passwords:MemoryKiB takes {seconds:0.######} s here. It is '{_options.Iterations}'."
                )
            );
        }
    }

    /// <summary>One for each thread, and one also without threads.</summary>
    private IPasswordDeriver[] Choose(Func<int, IPasswordDeriver> keepMemory, int mostSeconds, ILogger logger)
    {
        var count = Math.Max(1, _threads);
        if (_options.Implementation is Argon2Implementation.Auto && KeptMemoryDeriver.IsSupported)
        {
            var kept = Enumerable.Range(0, count).Select(_ => keepMemory(_options.MemoryKiB)).ToArray();
            CheckTime(kept[0], mostSeconds);
            if (Argon2SelfTest.Passes(kept[0], _options.MemoryKiB, _options.Iterations))
            {
                LogKept(logger, _options.MemoryKiB, count);
                return kept;
            }

            Array.ForEach(kept, deriver => deriver.Dispose());
            LogDifference(logger);
        }
        else
        {
            LogLibsodium(logger, count);
        }

        var libsodium = Enumerable.Range(0, count).Select(_ => new LibsodiumDeriver()).ToArray();
        CheckTime(libsodium[0], mostSeconds);
        return libsodium;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Passwords are hashed by libsodium. Threads: {Threads}.")]
    private static partial void LogLibsodium(ILogger logger, int threads);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Passwords are hashed by this service's own code, which agrees with libsodium. It keeps "
            + "{MemoryKiB} KiB for each thread. Threads: {Threads}."
    )]
    private static partial void LogKept(ILogger logger, int memoryKiB, int threads);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "This service's own Argon2id disagrees with libsodium on this machine. Passwords are hashed by "
            + "libsodium, which takes three times as long. Please report this with the model of the processor."
    )]
    private static partial void LogDifference(ILogger logger);

    private abstract class Work
    {
        public required PasswordLine Line { get; init; }

        public required long Since { get; init; }

        /// <returns><c>false</c> when the work was cancelled, so that nothing was hashed.</returns>
        public abstract bool TryDo(IPasswordDeriver deriver);
    }

    private sealed class Work<T>(
        string password,
        Func<IPasswordDeriver, byte[], T> compute,
        CancellationToken cancellationToken
    ) : Work
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Result => _result.Task;

        public void Cancel(CancellationToken token) => _result.TrySetCanceled(token);

        public override bool TryDo(IPasswordDeriver deriver)
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
                _result.TrySetResult(compute(deriver, bytes));
            }
#pragma warning disable CA1031 // The caller gets any exception (out of memory), and the thread goes on.
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
