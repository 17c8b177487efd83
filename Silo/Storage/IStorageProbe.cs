namespace OrleansRegistration.Storage;

/// <summary>Whether storage can be reached now.</summary>
public interface IStorageProbe
{
    /// <summary>Completes when the database answered a query on its schema.</summary>
    /// <exception cref="System.Data.Common.DbException">It did not.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
