using System.Data.Common;

namespace OrleansRegistration.Storage;

/// <summary>
/// Reads and writes batches of rows in a database, by blocking calls. One thread writes and another one reads. Each has
/// a connection of its own, which is opened at first use and again after a loss. A batch has no key twice, and its keys
/// are in the order of <see cref="RowKey"/>.
/// </summary>
internal interface IRowStore : IDisposable
{
    /// <summary>
    /// Makes the mutations whose versions fit, all writes in one transaction. Returns when they are durable.
    /// </summary>
    /// <returns>For each mutation, in order, whether it was made.</returns>
    /// <exception cref="RowRefusedException">
    /// Nothing was written. Deletions may have been made; when tried again, they find no row.
    /// </exception>
    /// <exception cref="DbException">It is unknown which mutations were made.</exception>
    bool[] Write(IReadOnlyList<RowMutation> batch);

    /// <summary>Reads rows that were committed before the call, or later.</summary>
    /// <returns>For each row, in order, its content; <c>null</c> if there is no row.</returns>
    /// <exception cref="RowRefusedException">The database refused one of the keys.</exception>
    /// <exception cref="DbException">The database did not answer.</exception>
    RowContent?[] Read(IReadOnlyList<RowRead> batch);
}
