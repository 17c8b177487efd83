using System.Collections.Immutable;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>
/// Lists and finds accounts in the read model, which is a moment behind the records (docs/adr/0034-operators.md). Calls
/// throw <see cref="Storage.StorageUnavailableException"/> when the database does not answer.
/// </summary>
[Alias("IPeopleGrain"), GrainInterfaceType(GrainTypes.People)]
public interface IPeopleGrain : IGrainWithStringKey
{
    /// <summary>One page of accounts; <c>null</c> when the cursor is of no such list.</summary>
    [Alias("list")]
    Task<PeoplePage?> ListAsync(PeopleQuery query);

    /// <summary>
    /// An account and those above it: first the account, then its inviter and so on. Empty when there is no such
    /// account.
    /// </summary>
    /// <param name="most">The most accounts.</param>
    [Alias("path")]
    Task<ImmutableArray<Person>> FindPathAsync(UserId id, int most);
}
