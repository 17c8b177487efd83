using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Invitees;

/// <summary>
/// One page of the accounts that were made with one code; key <c>invitees/&lt;code&gt;/&lt;page&gt;</c>. Its code's grain alone writes it. Group
/// commit, as <see cref="IInvitationCodeGrain"/>.
/// </summary>
[Alias("IInviteesGrain"), GrainInterfaceType(RegistrationGrains.Invitees)]
public interface IInviteesGrain : IGrainWithStringKey
{
    /// <summary>Lists uses, each in the place of its ordinal, so that a repeat changes nothing.</summary>
    [Alias("add"), AlwaysInterleave]
    Task AddAsync(ImmutableArray<CountedRedemption> uses);

    /// <summary>All that the page lists, by ordinal.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<ImmutableArray<CountedRedemption>> GetAsync();
}
