-- Events on their way to webhooks (docs/adr/0037-webhooks.md). Of several databases the first one has them. Rows hold ids and times, nothing personal.

-- Each event that a webhook wanted when it was projected. "body" is what receivers get, the same at each try.
create table webhook_event (
    service_id text not null,
    id uuid not null,
    type text not null,
    at timestamptz not null,
    body text not null,
    primary key (service_id, id));
create index webhook_event_at on webhook_event (service_id, at);

-- Each event for each webhook that wanted it. "state" is waiting, done or failed. A node that tries takes a lease, and counts "claim", so that only
-- the newest claim may note how its try ended.
create table webhook_delivery (
    service_id text not null,
    webhook uuid not null,
    event uuid not null,
    state text not null,
    queued_at timestamptz not null,
    due timestamptz not null,
    leased_until timestamptz,
    claim integer not null default 0,
    tries integer not null default 0,
    last_try_at timestamptz,
    last_status integer,
    last_failure text,
    primary key (service_id, webhook, event)) with (fillfactor = 80);
create index webhook_delivery_due on webhook_delivery (service_id, webhook, due) where state = 'waiting';
create index webhook_delivery_failed on webhook_delivery (service_id, webhook, queued_at) where state = 'failed';
create index webhook_delivery_queued on webhook_delivery (service_id, webhook, queued_at, event);
create index webhook_delivery_event on webhook_delivery (service_id, event);
