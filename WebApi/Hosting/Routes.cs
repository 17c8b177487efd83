using OrleansRegistration.ApiKeys;
using OrleansRegistration.Audit;
using OrleansRegistration.Captcha;
using OrleansRegistration.Health;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Jobs;
using OrleansRegistration.Names;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Passwords;
using OrleansRegistration.People;
using OrleansRegistration.Purchases;
using OrleansRegistration.Sessions;
using OrleansRegistration.Statistics;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: the routes.</summary>
internal static class Routes
{
    /// <summary>Maps the routes of every feature.</summary>
    public static void MapRoutes(this WebApplication app)
    {
        var routes = app.MapGroup("").WithConventions();
        routes.MapRegister();
        routes.MapSignIn();
        routes.MapMe();
        routes.MapActivation();
        routes.MapPasswords();
        routes.MapAvailability();
        routes.MapInvitationCodes();
        routes.MapCaptcha();
        routes.MapTokens();
        routes.MapSessions();
        routes.MapPurchases();
        routes.MapLevel();
        routes.MapApiKeys();
        routes.MapPerson();
        routes.MapAudit();
        routes.MapCodes();
        routes.MapCodeList();
        routes.MapBatches();
        routes.MapJobs();
        routes.MapQuotas();
        routes.MapWebhooks();
        routes.MapPeople();
        routes.MapMove();
        routes.MapFreezes();
        routes.MapStatistics();
        routes.MapHealth();
        routes.MapApiReference();
    }
}
