namespace OrleansRegistration.Importing;

/// <summary>A copy of the database of a Django site, in whichever form.</summary>
internal interface IDjangoSource
{
    /// <summary>
    /// Streams the rows of a table, each as the texts of <paramref name="columns"/> in their order; <c>null</c> for
    /// SQL's null. Rows come in the same order each time.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The table or a column is missing, or the source cannot be read; the message names it.
    /// </exception>
    IAsyncEnumerable<string?[]> ReadAsync(
        string table,
        IReadOnlyList<string> columns,
        CancellationToken cancellationToken
    );
}
