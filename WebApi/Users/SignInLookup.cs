using OrleansRegistration.Keys;

namespace OrleansRegistration.Users;

/// <summary>Which user a log-in is for.</summary>
internal static class SignInLookup
{
    /// <summary>
    /// The first claim that names an account, and its user; when no claim does, the form's name and a user who does not
    /// exist. Takes the same calls either way, so that their time does not tell.
    /// </summary>
    public static async Task<(NameClaim Name, UserId User)> FindAsync(
        IGrainFactory grains,
        DerivedSecrets hash,
        SignInForm form
    )
    {
        var nobody = hash.UserIdOfNobody(form.Name);
        var users = await Task.WhenAll(
            form.Claims.Select(async claim => await grains.GetReservation(claim).FindOwnerAsync() ?? nobody)
        );
        if (users is [var user])
        {
            return (form.Name, user); // whether the account has the name now is checked with the password
        }

        var nicknames = await Task.WhenAll(
            form.Claims.Select((claim, i) => grains.GetUser(users[i]).NicknameIfNamedAsync(claim))
        );
        var found = Array.FindIndex(nicknames, nickname => nickname is not null);
        return found < 0 ? (form.Name, nobody) : (form.Claims[found], users[found]);
    }
}
