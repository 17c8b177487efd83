using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.Names;

/// <summary>
/// Finds the account that a name leads to. A name without an owner leads to a user who does not exist, so that it takes
/// the same calls as a name with an owner: neither answer nor time tells whether there is an account.
/// </summary>
internal static class AccountLookup
{
    /// <summary>
    /// The user who has reserved the name, or <paramref name="nobody"/>. The owner's record may no longer list the
    /// name.
    /// </summary>
    /// <param name="nobody">A user who does not exist, computed for every name, so that its time does not tell.</param>
    public static async Task<UserId> OwnerOrNobodyAsync(this IGrainFactory grains, NameClaim claim, UserId nobody) =>
        await Retry.CallAsync(() => grains.GetReservation(claim).FindOwnerAsync()) ?? nobody;
}
