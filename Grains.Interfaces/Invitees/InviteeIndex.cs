using System.Globalization;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Invitees;

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
