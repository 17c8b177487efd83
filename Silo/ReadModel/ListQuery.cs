using System.Data.Common;

namespace OrleansRegistration.ReadModel;

/// <summary>
/// A query for one page of a list. It takes the same time however many rows the table has: it reads a range of an
/// index, or at most <see cref="Scanned"/> rows of one.
/// </summary>
/// <param name="order">The columns that the list is sorted by. Together they are unique.</param>
internal sealed class ListQuery(string table, string columns, string[] order, bool isDescending)
{
    /// <summary>The most rows that a page looks at when no index fits its filter.</summary>
    public const int Scanned = 10_000;

    private readonly List<(string Name, object? Value)> _parameters = [];
    private string? _index;
    private string _set = "";
    private string _range = "";
    private string _filter = "";

    /// <summary>
    /// Names the index to read, for SQLite. SQLite knows nothing of the values in the table, and would take the primary
    /// key where it could take several indexes.
    /// </summary>
    public void Use(string index) => _index = index;

    /// <summary>Adds a condition on rows that are few, found by an index that is not in the list's order.</summary>
    public void Among(string index, string condition, string name, object value)
    {
        Use(index);
        Add(ref _set, condition, (name, value));
    }

    /// <summary>Adds a condition that the index answers.</summary>
    public void Where(string condition, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Add(ref _range, condition, parameters);

    /// <summary>Adds a condition that no index answers.</summary>
    public void Filter(string condition, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Add(ref _filter, condition, parameters);

    /// <summary>Lets the list begin after a row.</summary>
    /// <param name="values">What the row has in the columns of the order.</param>
    public void After(params ReadOnlySpan<object> values)
    {
        var names = new string[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            names[i] = $"after_{order[i]}";
            _parameters.Add((names[i], values[i]));
        }

        var sign = isDescending ? "<" : ">";
        Where($"({string.Join(", ", order)}) {sign} ({string.Join(", ", names.Select(name => $"@{name}"))})");
    }

    /// <summary>Reads a page.</summary>
    /// <returns>The rows, and the last row that was looked at, or <c>null</c> if there are no more.</returns>
    public async Task<(List<T> Items, T? End)> ReadAsync<T>(
        ReadModelConnection connection,
        Func<DbDataReader, T> read,
        int limit
    )
        where T : class
    {
        var rows = await connection.ReadAsync(
            Sql(connection.IsPostgreSql || _index is null ? table : $"{table} indexed by {_index}"),
            row => (Item: read(row), Fits: row.GetBoolean(row.FieldCount - 2), Place: row.GetInt64(row.FieldCount - 1)),
            CancellationToken.None,
            [.. _parameters, ("limit", limit)]
        );
        var end = rows.Count == limit || rows is [.., { Place: Scanned }] ? rows[^1].Item : null;
        return ([.. rows.Where(row => row.Fits).Select(row => row.Item)], end);
    }

    // Each row has its columns, whether it fits, and its place among those that were looked at.
    private string Sql(string source)
    {
        var sorted = $"order by {string.Join(", ", order.Select(column => isDescending ? $"{column} desc" : column))}";
        var all = $"from {source} where service_id = @service";
        return _set.Length > 0
                ? $"""
                    with few as materialized (select {columns} {all}{_set})
                    select {columns}, true, 0 from few where true{_range}{_filter} {sorted} limit @limit
                    """
            : _filter.Length > 0
                ? $"""
                    with looked_at as materialized (select {columns} {all}{_range} {sorted} limit {Scanned}),
                    judged as (
                        select {columns}, coalesce(true{_filter}, false) as fits, row_number() over ({sorted}) as place
                        from looked_at)
                    select {columns}, fits, place from judged where fits or place = {Scanned} {sorted} limit @limit
                    """
            : $"select {columns}, true, 0 {all}{_range} {sorted} limit @limit";
    }

    private void Add(
        ref string conditions,
        string condition,
        params ReadOnlySpan<(string Name, object? Value)> parameters
    )
    {
        conditions += $" and {condition}";
        foreach (var parameter in parameters)
        {
            _parameters.Add(parameter);
        }
    }
}
