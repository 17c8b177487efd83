using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Invitees;

/// <summary>
/// One page of the accounts that were made with one code; key <c>invitees/&lt;code&gt;/&lt;page&gt;</c>. Only the grain
/// of the code writes the page. Calls interleave and share writes, like those of <see cref="IInvitationCodeGrain"/>.
/// </summary>
[Alias("IInviteesGrain"), GrainInterfaceType(GrainTypes.Invitees)]
public interface IInviteesGrain : IGrainWithStringKey
{
    /// <summary>Adds redemptions to the page, each at its ordinal. Idempotent.</summary>
    [Alias("add"), AlwaysInterleave]
    Task AddAsync(ImmutableArray<CountedRedemption> redemptions);

    /// <summary>Reads the page, ordered by ordinal.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<ImmutableArray<CountedRedemption>> GetAsync();
}
