namespace OrleansRegistration.Storage;

/// <summary>
/// The database refused the values of a batch, and nothing of the batch happened: its rows may be tried one by one. The
/// message has only the error code of the database, because the database's own text may hold keys and payloads.
/// </summary>
internal sealed class RowRefusedException(string database, string code)
    : Exception($"{database} refused a record, error code {code}.");
