using System.Collections.Immutable;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Statistics;

/// <summary>
/// Counts by hour and by day. Those of accounts and mails follow the records exactly, a moment later
/// (docs/adr/0034-operators.md). Calls throw <see cref="Storage.StorageUnavailableException"/> when the database does
/// not answer.
/// </summary>
[Alias("IStatisticsGrain"), GrainInterfaceType(GrainTypes.Statistics)]
public interface IStatisticsGrain : IGrainWithStringKey
{
    /// <summary>The counts of the whole service, or of the codes with one label.</summary>
    [Alias("read")]
    Task<ImmutableArray<TimedCount>> ReadAsync(StatisticsRange range, string? label);

    /// <summary>The counts of the accounts that were made with one code.</summary>
    [Alias("read-code")]
    Task<ImmutableArray<TimedCount>> ReadCodeAsync(StatisticsRange range, InvitationCode code);

    /// <summary>
    /// Adds counts of what leaves no record, such as refused sign-ups. If the answer is lost they may be counted twice.
    /// </summary>
    [Alias("add")]
    Task AddAsync(ImmutableArray<TimedCount> counts);
}
