using System.Collections.Immutable;
using System.Data.Common;
using Orleans.Concurrency;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <inheritdoc cref="IPeopleGrain"/>
[GrainType(GrainTypes.People), StatelessWorker]
internal sealed class PeopleGrain(PeopleReader reader) : Grain, IPeopleGrain
{
    public Task<PeoplePage?> ListAsync(PeopleQuery query) => ReadAsync(() => reader.ListAsync(query));

    public Task<ImmutableArray<Person>> FindPathAsync(UserId id, int most) =>
        ReadAsync(() => reader.FindPathAsync(id, most));

    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw new StorageUnavailableException("The read model did not answer.");
        }
    }
}
