using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using OrleansRegistration.Precis;

namespace OrleansRegistration.Passwords;

/// <summary>
/// Hashes passwords with Argon2id on threads of its own, one per core, so that neither grains nor requests wait behind a hash. At most
/// <see cref="PasswordOptions.QueueLimit"/> hashes wait; past that callers are told at once. Thread-safe; one per process.
/// </summary>
internal sealed class PasswordHasher : IDisposable
{
    private readonly PasswordOptions options;
    private readonly Channel<Work> queue;
    private readonly PasswordHash nobody;

    /// <summary>Starts the threads.</summary>
    public PasswordHasher(IOptions<PasswordOptions> options)
        : this(options, Environment.ProcessorCount)
    {
    }

    /// <summary>The same with another number of threads; none, for tests, leaves everything waiting.</summary>
    internal PasswordHasher(IOptions<PasswordOptions> options, int threads)
    {
        this.options = options.Value;
        queue = Channel.CreateBounded<Work>(this.options.QueueLimit);
        nobody = Compute([]);
        for (var i = 0; i < threads; i++)
        {
            new Thread(WorkOff) { IsBackground = true, Name = $"password-{i}" }.Start();
        }
    }

    /// <summary>
    /// The PHC string of <paramref name="password"/> under a new salt, or <c>null</c> when too many hashes wait already. Cancelling leaves the
    /// queue; a hash that has begun is finished.
    /// </summary>
    public Task<string?> TryHashAsync(string password, CancellationToken cancellationToken = default) =>
        EnqueueAsync(password, bytes => Compute(bytes).ToPhc(), cancellationToken);

    /// <summary>
    /// Compares <paramref name="password"/> with <paramref name="phc"/>, at the cost written there; or <c>null</c> when too many hashes wait
    /// already. Without a hash the answer is <see cref="PasswordCheck.Wrong"/>, at the cost of the settings, so that time does not tell whether
    /// there is an account.
    /// </summary>
    /// <exception cref="InvalidOperationException"><paramref name="phc"/> is not a hash that was made here.</exception>
    public async Task<PasswordCheck?> TryVerifyAsync(string password, string? phc, CancellationToken cancellationToken = default)
    {
        var stored = phc is null ? nobody : PasswordHash.Parse(phc);
        var matches = await EnqueueAsync<bool?>(password, bytes => stored.Matches(bytes), cancellationToken);
        return matches switch
        {
            null => null,
            true when phc is not null => IsOutdated(stored) ? PasswordCheck.RightButOutdated : PasswordCheck.Right,
            _ => PasswordCheck.Wrong,
        };
    }

    /// <summary>Lets the threads finish what waits and end.</summary>
    public void Dispose() => queue.Writer.TryComplete();

    private bool IsOutdated(PasswordHash stored) => stored.MemoryKiB != options.MemoryKiB || stored.Iterations != options.Iterations;

    private PasswordHash Compute(ReadOnlySpan<byte> password) =>
        PasswordHash.Compute(password, options.MemoryKiB, options.Iterations, RandomNumberGenerator.GetBytes(PasswordHash.SaltSize));

    private async Task<T?> EnqueueAsync<T>(string password, Func<byte[], T> compute, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = new Work<T>(password, compute, cancellationToken);
        if (!queue.Writer.TryWrite(work))
        {
            return default;
        }

        // Whoever comes first, the thread or the cancellation, decides; a cancelled entry is skipped when its turn comes.
        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Work<T>)state!).Cancel(token), work);
        return await work.Result;
    }

    private void WorkOff()
    {
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (queue.Reader.TryRead(out var work))
            {
                work.Do();
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
