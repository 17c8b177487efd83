using System.Collections.Immutable;
using System.Globalization;
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

/// <summary>Which page lists which use.</summary>
public static class InviteeIndex
{
    /// <summary>Uses on a page. Fixed: with another number they would be looked for on other pages.</summary>
    public const int PageSize = 128;

    /// <summary>The number of the page, from 0, that lists the <paramref name="ordinal"/>th use, from 1.</summary>
    public static long PageOf(long ordinal) => (ordinal - 1) / PageSize;

    /// <summary>The grain key of that page.</summary>
    public static string GrainKey(InvitationCode code, long ordinal) =>
        string.Create(CultureInfo.InvariantCulture, $"invitees/{code.Value}/{PageOf(ordinal)}");
}
