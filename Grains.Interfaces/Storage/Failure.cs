using System.Data.Common;
using System.Net.Sockets;

namespace OrleansRegistration.Storage;

/// <summary>Which failures are of storage or the cluster. The one list: what is in it is answered with 503 and tried again.</summary>
public static class Failure
{
    /// <summary>
    /// Whether <paramref name="failure"/> says that storage, the cluster or the network did not answer, or refused: a repeat may succeed, and what
    /// was asked for may have been done. Everything else is a bug.
    /// </summary>
    /// <remarks>A request that its client has given up ends in an <see cref="OperationCanceledException"/>, too; who handles requests looks first.</remarks>
    public static bool IsTransient(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure switch
        {
            AggregateException many => many.InnerExceptions.All(IsTransient),

            // Of storage: our own, the drivers' (SqliteException and NpgsqlException are DbExceptions), the disk's and the network's.
            StorageUnavailableException or DbException or IOException or SocketException => true,

            // Time-outs and ends: a call without an answer, a message that expired before it was placed, a part that is being shut down.
            TimeoutException or OperationCanceledException or ObjectDisposedException => true,

            // Of Orleans: its own base class, and what does not derive from it.
            OrleansException => true,
            _ => IsOfOrleans(failure.GetType().Assembly.GetName().Name)
                || (failure is InvalidOperationException && IsOfOrleans(failure.Source)),
        };
    }

    // Serialization (a node of another version), configuration; and InvalidOperationException where it is thrown by Orleans (a grain that is leaving,
    // a client that is not connected).
    private static bool IsOfOrleans(string? assembly) =>
        assembly?.StartsWith("Orleans.", StringComparison.Ordinal) is true;
}
