using OrleansRegistration.Keys;
using OrleansRegistration.Names;
using OrleansRegistration.Retries;

namespace OrleansRegistration.Users;

/// <summary>Finds the account of a log-in.</summary>
internal static class SignInLookup
{
    /// <summary>
    /// Returns the first claim of the form that an account lists, and its user. If no account lists a claim, returns
    /// the form's name and a user who does not exist. Both cases take the same calls, so that their time tells nothing.
    /// </summary>
    public static async Task<(NameClaim Name, UserId User)> FindAsync(
        IGrainFactory grains,
        DerivedSecrets secrets,
        SignInForm form
    )
    {
        if (form.Claims is [var only])
        {
            // The password check also checks that the account lists the name.
            return (form.Name, await grains.OwnerOrNobodyAsync(only, secrets.UserIdOfNobody(only)));
        }

        var users = await Task.WhenAll(
            form.Claims.Select(claim => grains.OwnerOrNobodyAsync(claim, secrets.UserIdOfNobody(claim)))
        );
        var confirmed = await Task.WhenAll(
            form.Claims.Select((claim, i) => Retry.CallAsync(() => grains.GetClaimOwner(users[i]).ConfirmsAsync(claim)))
        );
        var found = Array.IndexOf(confirmed, true);
        return found < 0 ? (form.Name, secrets.UserIdOfNobody(form.Name)) : (form.Claims[found], users[found]);
    }
}
