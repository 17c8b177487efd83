using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansRegistration.Hosting;
using OrleansRegistration.Keys;
using OrleansRegistration.ReadModel;

namespace OrleansRegistration.Webhooks;

/// <summary>Adds webhooks to a silo.</summary>
internal static class WebhookSetup
{
    /// <summary>
    /// Adds the sink of events, the queries and what delivers events. <see cref="WebhookWorker"/> makes it work.
    /// </summary>
    public static void AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCheckedOptions<KeyOptions>(configuration.GetSection("Keys"));
        services.TryAddSingleton<MasterSecret>();
        services.AddSingleton<WebhookTable>();
        services.AddSingleton<WebhookRows>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<DeliveryNotes>();
        services.AddSingleton<WebhookDispatch>();
        services.AddSingleton<IEventSink, WebhookSink>();
    }
}
