using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Webhooks;

/// <inheritdoc cref="IWebhookDeliveriesGrain"/>
[GrainType(GrainTypes.WebhookDeliveries), StatelessWorker, Reentrant]
internal sealed partial class WebhookDeliveriesGrain(WebhookTable table, ILogger<WebhookDeliveriesGrain> logger)
    : Grain,
        IWebhookDeliveriesGrain
{
    public async Task<ImmutableArray<DeliveryCounts>> CountAsync() =>
        [.. await AskAsync(() => table.CountAsync(CancellationToken.None))];

    public Task<DeliveryPage> ListAsync(Guid webhook, DeliveryState? state, DeliveryPosition? after, int limit) =>
        AskAsync(() => table.ListAsync(webhook, state, after, limit, CancellationToken.None));

    public Task<bool> HasAsync(Guid webhook, Guid eventId) =>
        AskAsync(() => table.HasAsync(webhook, eventId, CancellationToken.None));

    public Task<bool> ReplayAsync(Guid webhook, Guid eventId) =>
        AskAsync(() => table.ReplayAsync(webhook, eventId, CancellationToken.None));

    public async Task<long> ReplayFailedAsync(Guid webhook, DateTimeOffset since) =>
        await AskAsync(() => table.ReplayFailedAsync(webhook, since, CancellationToken.None));

    public Task TestAsync(Guid webhook, Guid eventId) =>
        AskAsync(async () =>
        {
            await table.InsertTestAsync(webhook, eventId, CancellationToken.None);
            return true;
        });

    public Task ForgetAsync(Guid webhook) =>
        AskAsync(async () =>
        {
            await table.ForgetAsync(webhook, CancellationToken.None);
            return true;
        });

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            LogFailed(exception);
            throw new StorageUnavailableException("The deliveries of webhooks cannot be read or changed.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The deliveries of webhooks cannot be read or changed.")]
    private partial void LogFailed(Exception exception);
}
