using System.Data.Common;

namespace OrleansRegistration.Storage;

/// <summary>
/// Batches of rows in a database, by blocking calls: one thread writes, one (other) reads, each over a connection of its own that is opened
/// when first needed and again after a loss. In a batch no key comes twice, and keys come in <see cref="RowKey"/>'s order.
/// </summary>
internal interface IRowStore : IDisposable
{
    /// <summary>Makes the changes whose versions fit, all writes in one transaction, and returns when they are durable.</summary>
    /// <returns>For each change in turn whether it was made.</returns>
    /// <exception cref="RowRefusedException">Nothing was written. Deletions may have been made; tried again, they find no row.</exception>
    /// <exception cref="DbException">What was changed is unknown.</exception>
    bool[] Write(IReadOnlyList<RowMutation> batch);

    /// <summary>Reads what was committed before the call, or since.</summary>
    /// <returns>For each row in turn its content; <c>null</c> if there is none.</returns>
    /// <exception cref="RowRefusedException">The database does not take one of the keys.</exception>
    /// <exception cref="DbException">The database did not answer.</exception>
    RowContent?[] Read(IReadOnlyList<RowRead> batch);
}

/// <summary>
/// The database refused a batch for the values in it, and nothing of it happened: its rows may be tried one by one. The message holds the
/// database's error code only; its own text may hold keys and payloads.
/// </summary>
internal sealed class RowRefusedException(string database, string code)
    : Exception($"{database} refused a record, error code {code}.");
