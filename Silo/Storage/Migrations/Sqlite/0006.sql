-- Events on their way to webhooks, as in PostgreSql/0008.sql. Ids are UUIDs of 36 characters; times are UTC, such as 2026-01-31 23:59:59.999.
create table webhook_event (
    service_id text not null,
    id text not null,
    type text not null,
    at text not null,
    body text not null,
    primary key (service_id, id)) strict, without rowid;
create index webhook_event_at on webhook_event (service_id, at);

create table webhook_delivery (
    service_id text not null,
    webhook text not null,
    event text not null,
    state text not null,
    queued_at text not null,
    due text not null,
    leased_until text,
    claim integer not null default 0,
    tries integer not null default 0,
    last_try_at text,
    last_status integer,
    last_failure text,
    primary key (service_id, webhook, event)) strict, without rowid;
create index webhook_delivery_due on webhook_delivery (service_id, webhook, due) where state = 'waiting';
create index webhook_delivery_failed on webhook_delivery (service_id, webhook, queued_at) where state = 'failed';
create index webhook_delivery_queued on webhook_delivery (service_id, webhook, queued_at, event);
create index webhook_delivery_event on webhook_delivery (service_id, event);
