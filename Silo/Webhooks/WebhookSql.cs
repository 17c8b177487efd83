namespace OrleansRegistration.Webhooks;

/// <summary>The statements on the tables of webhooks, for a kind of database.</summary>
internal sealed class WebhookSql
{
    /// <summary>How many events one statement deletes.</summary>
    public const int SweptAtOnce = 1000;

    private const string OfWebhook = "service_id = @service and webhook = @webhook";

    private const string IsDue =
        $"{OfWebhook} and state = 'waiting' and due <= @now and (leased_until is null or leased_until <= @now)";

    private readonly bool _isPostgreSql;

    /// <summary>Makes the statements.</summary>
    public WebhookSql(bool isPostgreSql)
    {
        _isPostgreSql = isPostgreSql;
        InsertEvents = $"""
            insert into webhook_event (service_id, id, type, at, body)
            select @service, {Text("id", "uuid")}, {Text("type")}, {Utc("at")}, {Text("body")}
            from {Rows} where true
            on conflict do nothing
            """;
        InsertDeliveries = $"""
            insert into webhook_delivery (service_id, webhook, event, state, queued_at, due)
            select @service, {Text("webhook", "uuid")}, {Text("event", "uuid")}, 'waiting', @now, @now
            from {Rows} where true
            on conflict do nothing
            """;
        Claim = $"""
            update webhook_delivery set claim = claim + 1, leased_until = @lease
            where {OfWebhook} and event {In(
                $"select event from webhook_delivery where {IsDue} order by due limit @most"
            )}
            returning event, claim, tries, queued_at, (
                select body from webhook_event e
                where e.service_id = webhook_delivery.service_id and e.id = webhook_delivery.event)
            """;
        Note = $"""
            with n as materialized (
                select {Text("webhook", "uuid")} as webhook, {Text("event", "uuid")} as event,
                    {Text("claim", "integer")} as claim, {Text("state")} as state, {Utc("due")} as due,
                    {Text("tries", "integer")} as tries, {Text("status", "integer")} as status,
                    {Text("failure")} as failure
                from {Rows})
            update webhook_delivery
            set state = n.state, due = n.due, leased_until = null, tries = n.tries,
                last_try_at = {Tried("@now", "last_try_at")},
                last_status = {Tried("n.status", "last_status")},
                last_failure = {Tried("n.failure", "last_failure")}
            from n
            where webhook_delivery.service_id = @service and webhook_delivery.webhook = n.webhook
                and webhook_delivery.event = n.event and webhook_delivery.claim = n.claim
            """;
        DeleteOldDeliveries = $"""
            delete from webhook_delivery
            where service_id = @service and queued_at < @before and event {In(OldEvents)}
            """;
        DeleteOldEvents = $"""
            delete from webhook_event
            where service_id = @service and id {In(OldEvents)} and not exists (
                select 1 from webhook_delivery d where d.service_id = @service and d.event = webhook_event.id)
            """;
    }

    /// <summary>Parameter <c>@rows</c>.</summary>
    public string InsertEvents { get; }

    /// <summary>Parameters <c>@rows</c> and <c>@now</c>.</summary>
    public string InsertDeliveries { get; }

    /// <summary>Whether a delivery is due: <c>@webhook</c> and <c>@now</c>.</summary>
    public static string AnyDue => $"select 1 from webhook_delivery where {IsDue} limit 1";

    /// <summary>
    /// Takes leases. Nodes that claim at the same time get different rows: PostgreSQL skips those that are locked, and
    /// SQLite has one writer.
    /// </summary>
    public string Claim { get; }

    /// <summary>
    /// Ends claims, unless there was a newer one: <c>@rows</c> and <c>@now</c>. A claim without a try has as many tries
    /// as before.
    /// </summary>
    public string Note { get; }

    /// <summary>Whether an event that was queued since <c>@since</c> was delivered.</summary>
    public static string AnyDone =>
        $"select 1 from webhook_delivery where {OfWebhook} and queued_at >= @since and state = 'done' limit 1";

    /// <summary>What is not done, by webhook.</summary>
    public const string Count = """
        select webhook,
            sum(case when state = 'waiting' then 1 else 0 end),
            sum(case when state = 'failed' then 1 else 0 end)
        from webhook_delivery where service_id = @service and state in ('waiting', 'failed') group by webhook
        """;

    /// <summary>How many deliveries of a webhook wait, and since when.</summary>
    public static string Waiting =>
        $"select count(*), min(queued_at) from webhook_delivery where {OfWebhook} and state = 'waiting'";

    /// <summary>Whether there is a delivery: <c>@webhook</c> and <c>@event</c>.</summary>
    public static string Has => $"select 1 from webhook_delivery where {OfWebhook} and event = @event";

    /// <summary>Begins one delivery anew.</summary>
    public static string Replay => $"{Anew} and event = @event";

    /// <summary>Begins failed deliveries anew.</summary>
    public static string ReplayFailed => $"{Anew} and state = 'failed' and queued_at >= @since";

    /// <summary>Deletes all deliveries of a webhook.</summary>
    public static string Forget => $"delete from webhook_delivery where {OfWebhook}";

    /// <summary>Deletes deliveries of some old events: <c>@before</c>.</summary>
    public string DeleteOldDeliveries { get; }

    /// <summary>Deletes these events.</summary>
    public string DeleteOldEvents { get; }

    private static string Anew =>
        $"""
            update webhook_delivery
            set state = 'waiting', queued_at = @now, due = @now, tries = 0, leased_until = null, claim = claim + 1
            where {OfWebhook}
            """;

    // An event that was replayed is kept as long as its delivery.
    private static string OldEvents =>
        $"""
            select id from webhook_event e where service_id = @service and at < @before and not exists (
                select 1 from webhook_delivery d
                where d.service_id = @service and d.event = e.id and d.queued_at >= @before)
            order by at limit {SweptAtOnce}
            """;

    /// <summary>Lists deliveries, the newest first.</summary>
    public static string List(bool hasState, bool hasPosition) =>
        $"""
            select d.event, e.type, d.queued_at, d.state, d.tries, d.due, d.last_try_at, d.last_status, d.last_failure
            from webhook_delivery d join webhook_event e on e.service_id = d.service_id and e.id = d.event
            where d.service_id = @service and d.webhook = @webhook
                {(hasState ? "and d.state = @state" : "")}
                {(hasPosition ? "and (d.queued_at, d.event) < (@after_at, @after_event)" : "")}
            order by d.queued_at desc, d.event desc limit @most
            """;

    private string Rows => _isPostgreSql ? "json_array_elements(@rows::json) r" : "json_each(@rows) r";

    private string Text(string member, string type = "text") =>
        _isPostgreSql ? $"(r.value ->> '{member}')::{type}" : $"r.value ->> '{member}'";

    // Times come without a zone.
    private string Utc(string member) =>
        _isPostgreSql ? $"{Text(member, "timestamp")} at time zone 'UTC'" : Text(member);

    private static string Tried(string noted, string before) =>
        $"case when n.tries > webhook_delivery.tries then {noted} else webhook_delivery.{before} end";

    // PostgreSQL might run the query of an "in" again and again, and would lock more rows each time.
    private string In(string query) =>
        _isPostgreSql ? $"= any(array({query} for update skip locked))" : $"in ({query})";
}
