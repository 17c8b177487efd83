using System.Data.Common;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace OrleansRegistration.Storage;

/// <summary>
/// Tells transient failures of storage and the cluster from bugs. This is the only list: its failures are answered with
/// 503 and may be repeated.
/// </summary>
public static class Failure
{
    /// <summary>
    /// Whether <paramref name="failure"/> says that storage, the cluster or the network did not answer, or refused. A
    /// repeat may succeed, and the failed call may have taken effect. Everything else is a bug.
    /// </summary>
    /// <remarks>
    /// A request that its client cancelled also ends in an <see cref="OperationCanceledException"/>. Code that handles
    /// requests must check for a cancelled request first.
    /// </remarks>
    public static bool IsTransient(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure switch
        {
            AggregateException many => many.InnerExceptions.All(IsTransient),

            // Data Protection wraps the failure to read its keys.
            CryptographicException { InnerException: { } inner } => IsTransient(inner),

            // Storage: this service, the drivers (SqliteException and NpgsqlException are DbExceptions), disk, network.
            StorageUnavailableException or DbException or IOException or SocketException => true,

            // Shut-downs: a call that is given up, a part that is disposed.
            OperationCanceledException or ObjectDisposedException => true,
            _ => IsOfCluster(failure),
        };
    }

    /// <summary>
    /// Whether <paramref name="failure"/> says that a call did not reach its grain, or met an outdated activation,
    /// because the cluster is changing. A repeat soon may succeed, and the failed call may have taken effect.
    /// </summary>
    public static bool IsOfCluster(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure is OrleansException or TimeoutException
            || IsOfOrleans(failure.GetType().Assembly.GetName().Name)
            || (failure is InvalidOperationException && IsOfOrleans(failure.Source));
    }

    // Beside its own base class: serialization (a node of another version) and configuration. Also
    // InvalidOperationException if Orleans throws it (a grain that deactivates, a client that is not connected).
    private static bool IsOfOrleans(string? assembly) =>
        assembly?.StartsWith("Orleans.", StringComparison.Ordinal) is true;
}
