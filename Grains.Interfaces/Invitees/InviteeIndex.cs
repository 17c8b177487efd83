namespace OrleansRegistration.Invitees;

/// <summary>Finds the page that lists a redemption.</summary>
public static class InviteeIndex
{
    /// <summary>Redemptions on a page. Must not change, because stored pages would not be found any more.</summary>
    public const int PageSize = 128;

    /// <summary>The number of the page, from 0, that lists an ordinal, from 1.</summary>
    public static long PageOf(long ordinal) => (ordinal - 1) / PageSize;
}
