using OrleansRegistration.Activation;
using OrleansRegistration.Health;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Passwords;
using OrleansRegistration.Reference;
using OrleansRegistration.Reservations;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: the routes.</summary>
internal static class Features
{
    /// <summary>Maps those of every feature.</summary>
    public static void MapFeatures(this WebApplication app)
    {
        app.MapUsers();
        app.MapActivation();
        app.MapPasswords();
        app.MapReservations();
        app.MapInvitationCodes();
        app.MapTokens();
        app.MapHealth();
        app.MapReference();
    }
}
