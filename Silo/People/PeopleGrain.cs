using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <inheritdoc cref="IPeopleGrain"/>
[GrainType(GrainTypes.People), StatelessWorker]
internal sealed class PeopleGrain(PeopleReader reader) : Grain, IPeopleGrain
{
    public Task<PeoplePage?> ListAsync(PeopleQuery query) => reader.ListAsync(query);

    public Task<ImmutableArray<Person>> FindPathAsync(UserId id, int most) => reader.FindPathAsync(id, most);
}
