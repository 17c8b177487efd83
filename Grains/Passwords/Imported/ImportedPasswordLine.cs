using System.Diagnostics.CodeAnalysis;

namespace OrleansRegistration.Passwords;

/// <summary>
/// The line for passwords of imported accounts that did not log in here yet. Their hashes may take fifty times as long
/// as ours and are bound to come in a burst, so they run apart from the other lines, on
/// <see cref="PasswordOptions.ImportedThreads"/> threads. Sign-ups and other log-ins do not wait for them.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing.")]
internal sealed class ImportedPasswordLine(PasswordOptions options)
{
    // Of the wait that other log-ins may have: a request has a bound of its own, and here the hash itself is long.
    private const double Share = 0.5;

    private readonly SemaphoreSlim _threads = new(options.ImportedThreads);
    private int _waiting;

    /// <summary>
    /// Compares a password with a hash; <c>null</c> when too many wait already, or when no thread was free in time.
    /// </summary>
    [SuppressMessage("Reliability", "CA2008", Justification = "The scheduler is named.")]
    public async Task<bool?> TryVerifyAsync(string password, ImportedHash hash, CancellationToken cancellationToken)
    {
        try
        {
            if (
                Interlocked.Increment(ref _waiting) > options.QueueLimit
                || !await _threads.WaitAsync(TimeSpan.FromSeconds(options.MaxWaitSeconds * Share), cancellationToken)
            )
            {
                return null;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            return await Task.Factory.StartNew(
                () => hash.Matches(password),
                CancellationToken.None,
                TaskCreationOptions.LongRunning, // a thread of its own
                TaskScheduler.Default
            );
        }
        finally
        {
            _threads.Release();
        }
    }
}
