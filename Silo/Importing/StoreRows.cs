using System.Data.Common;
using System.Text;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Importing;

/// <summary>Reads and writes rows of a store in batches, each row in its home.</summary>
internal sealed class StoreRows : IDisposable
{
    private readonly RegistrationStore _store;
    private readonly IRowStore[] _databases;

    /// <summary>Opens no connection.</summary>
    public StoreRows(RegistrationStore store, string serviceId)
    {
        _store = store;
        _databases =
        [
            .. store.Databases.Select(database =>
                database.IsPostgreSql
                    ? (IRowStore)new PostgreSqlRowStore(database.ConnectionString, serviceId, () => database.ListId)
                    : new SqliteRowStore(database.ConnectionString, serviceId)
            ),
        ];
    }

    /// <summary>Reads the rows of the keys that have one.</summary>
    /// <exception cref="DbException">A database does not answer.</exception>
    public Dictionary<RowKey, RowContent> Read(IEnumerable<RowKey> keys)
    {
        var found = new Dictionary<RowKey, RowContent>();
        foreach (var (home, reads) in AtHome(keys.Distinct().Select(key => new RowRead(key))))
        {
            var contents = home.Read(reads);
            for (var i = 0; i < reads.Count; i++)
            {
                if (contents[i] is { } content)
                {
                    found.Add(reads[i].Key, content);
                }
            }
        }

        return found;
    }

    /// <summary>Writes rows, in one transaction of each database.</summary>
    /// <exception cref="DbException">It is unknown which rows were written.</exception>
    /// <exception cref="InvalidOperationException">Another process writes to the store.</exception>
    public void Write(IEnumerable<RowMutation> rows)
    {
        foreach (var (home, changes) in AtHome(rows))
        {
            if (home.Write(changes).Contains(false))
            {
                throw new InvalidOperationException(
                    "A record has changed while it was imported. No other process may write to the store. "
                        + "Run the command again to do the rest."
                );
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_databases, database => database.Dispose());

    private IEnumerable<(IRowStore Home, List<T> Requests)> AtHome<T>(IEnumerable<T> requests)
        where T : IRowRequest =>
        requests
            .GroupBy(request => _store.HomeOf(Encoding.UTF8.GetBytes(request.Key.GrainKey)))
            .Select(home => (_databases[home.Key], home.OrderBy(request => request.Key).ToList()));
}
