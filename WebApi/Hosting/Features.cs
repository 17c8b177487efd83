using OrleansRegistration.Accounts;
using OrleansRegistration.Activation;
using OrleansRegistration.Captcha;
using OrleansRegistration.Health;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Passwords;
using OrleansRegistration.Reference;
using OrleansRegistration.Reservations;
using OrleansRegistration.Sessions;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: the routes.</summary>
internal static class Features
{
    /// <summary>Maps those of every feature.</summary>
    public static void MapFeatures(this WebApplication app)
    {
        var routes = app.MapGroup("").WithConventions();
        routes.MapUsers();
        routes.MapAccounts();
        routes.MapActivation();
        routes.MapPasswords();
        routes.MapReservations();
        routes.MapInvitationCodes();
        routes.MapCaptcha();
        routes.MapTokens();
        routes.MapSessions();
        routes.MapHealth();
        routes.MapReference();
    }
}
