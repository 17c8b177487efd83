using System.Collections.Immutable;
using System.Globalization;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Rebalancing;

/// <summary>What a rebalance must do.</summary>
/// <param name="Entries">What each database of the settings will say of its store before rows are moved.</param>
/// <param name="Next">The numbers of the databases that the store will have, in order.</param>
/// <param name="NextListId">The id of the new list.</param>
/// <param name="IsDone">Whether the store has these databases already.</param>
/// <param name="IsMoved">Whether an earlier run has moved all rows, and only lists are left to be written.</param>
internal sealed record RebalancePlan(
    ImmutableArray<DatabaseEntry> Entries,
    ImmutableArray<int> Next,
    Guid NextListId,
    bool IsDone,
    bool IsMoved
)
{
    /// <summary>The ids of the databases that the store will have, in order.</summary>
    public ImmutableArray<Guid> NextMembers => [.. Next.Select(number => Entries[number].Id)];

    /// <summary>Plans a rebalance, or the rest of one that did not end.</summary>
    /// <param name="leaving">The numbers of the databases that the store will not have any more.</param>
    /// <exception cref="InvalidOperationException">
    /// The databases are not those of one store and empty ones; the message names the setting.
    /// </exception>
    public static RebalancePlan Make(IReadOnlyList<DatabaseState> states, IReadOnlySet<int> leaving, string serviceId)
    {
        foreach (var (database, entry, services) in states)
        {
            var other = entry?.ServiceId ?? services?.First ?? serviceId;
            other = other == serviceId ? services?.Last ?? serviceId : other;
            if (other != serviceId)
            {
                throw Refusal(database, $"has records of service '{other}'; a database of several holds one service.");
            }
        }

        var next = Enumerable.Range(0, states.Count).Where(number => !leaving.Contains(number)).ToImmutableArray();
        if (next.IsEmpty || leaving.Any(number => number < 0 || number >= states.Count))
        {
            throw new InvalidOperationException(
                "--without must be the number of a database in the settings, and at least one must stay."
            );
        }

        return states.Any(state => state.Entry?.NextListId is not null)
            ? Continue(states, next)
            : Begin(states, next, serviceId);
    }

    private static RebalancePlan Begin(IReadOnlyList<DatabaseState> states, ImmutableArray<int> next, string serviceId)
    {
        var first = states.FirstOrDefault(state => state.Entry?.IsMember is true);
        // Without a list there is one database with rows, or a new store.
        var members = first?.Entry!.Members ?? [];
        var isAlone = first is null && states.Count(state => state.Services is not null) == 1;
        foreach (var state in states)
        {
            var isMember = state.Entry is { } entry && members.Contains(entry.Id);
            if (isMember ? state.Entry!.ListId != first!.Entry!.ListId : state.Services is not null && !isAlone)
            {
                throw Refusal(
                    state.Database,
                    first is null
                        ? "has records, and so has another one: only one of the databases may have any at first."
                        : $"has records, but does not belong to the store of {first.Database.Setting}."
                );
            }
        }

        if (first is null && states.FirstOrDefault(state => state.Entry is { Members.IsEmpty: false }) is { } left)
        {
            throw Refusal(left.Database, "has left a store. Name the databases of the store, or a new one instead.");
        }

        var entries = states
            .Select(state => state.Entry ?? New(serviceId, isMember: isAlone && state.Services is not null))
            .ToImmutableArray();
        CheckComplete(states, entries, members);
        var plan = new RebalancePlan(entries, next, Guid.NewGuid(), IsDone: false, IsMoved: false);
        return plan with { IsDone = states is [{ Entry: null }] || plan.NextMembers.SequenceEqual(members) };
    }

    private static RebalancePlan Continue(IReadOnlyList<DatabaseState> states, ImmutableArray<int> next)
    {
        var moving = states.Where(state => state.Entry?.NextListId is not null).ToArray();
        var nextListId = moving[0].Entry!.NextListId!.Value;
        var given = next.Select(number => states[number].Entry?.Id).ToArray();
        foreach (var state in moving)
        {
            if (
                state.Entry!.NextListId != nextListId
                || !state.Entry.NextMembers.Select(id => (Guid?)id).SequenceEqual(given)
            )
            {
                throw Refusal(
                    state.Database,
                    "has rows that a rebalance to other databases has not moved yet. Finish that one first, with the "
                        + "settings and the options that it had."
                );
            }
        }

        // Each database has an entry before the first one is to move.
        if (states.FirstOrDefault(state => state.Entry is null) is { } stranger)
        {
            throw Refusal(stranger.Database, "does not belong to the rebalance that is to be finished.");
        }

        var entries = states.Select(state => state.Entry!).ToImmutableArray();
        foreach (var state in moving)
        {
            CheckComplete(states, entries, state.Entry!.Members);
        }

        return new(entries, next, nextListId, IsDone: false, IsMoved: entries.Any(entry => entry.ListId == nextListId));
    }

    private static void CheckComplete(
        IReadOnlyList<DatabaseState> states,
        ImmutableArray<DatabaseEntry> entries,
        ImmutableArray<Guid> members
    )
    {
        for (var number = 0; number < members.Length; number++)
        {
            if (entries.All(entry => entry.Id != members[number]))
            {
                throw new InvalidOperationException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{StorageOptions.ConnectionStringKey}: the store has {members.Length} databases, and number "
                            + $"{number} of them is not in the settings. Name them all; --without takes one away."
                    )
                );
            }
        }

        if (entries.GroupBy(entry => entry.Id).FirstOrDefault(same => same.Count() > 1) is { } same)
        {
            var doubles = states.Where(state => state.Entry?.Id == same.Key).ToArray();
            throw RegistrationStore.SameDatabase(doubles[0].Database.Setting, doubles[1].Database.Setting);
        }
    }

    private static DatabaseEntry New(string serviceId, bool isMember)
    {
        var id = Guid.NewGuid();
        return new(id, serviceId, Guid.NewGuid(), isMember ? [id] : [], null, []);
    }

    private static InvalidOperationException Refusal(RegistrationDatabase database, string problem) =>
        new($"{database.Setting}: the {database.Place} {problem}");
}
