-- The operators' tables (docs/adr/0034-operators.md). Rows of grain_state stay the only truth about accounts and codes.

-- The acts on each record, appended by the transaction that does the act. "subject" is the record's grain key, "number" counts its acts from 1.
create table audit_entry (
    service_id text not null,
    subject text not null,
    number integer not null,
    id uuid not null,
    kind text not null,
    at timestamptz not null,
    actor text not null,
    reason text,
    data json,
    primary key (service_id, subject, number));
create index audit_entry_at on audit_entry (service_id, at, subject, number);

create function append_audit_entry() returns trigger language plpgsql as $body$
declare
    act json := new.payload -> 'act';
begin
    if act is not null and (tg_op = 'INSERT' or act ->> 'number' is distinct from old.payload -> 'act' ->> 'number') then
        insert into audit_entry (service_id, subject, number, id, kind, at, actor, reason, data)
        values (
            new.service_id, new.grain_key, (act ->> 'number')::integer, (act ->> 'id')::uuid, act ->> 'kind', (act ->> 'at')::timestamptz,
            act ->> 'actor', act ->> 'reason', act -> 'data')
        on conflict do nothing; -- "rebalance" copies rows with acts that are there already
    end if;
    return null;
end
$body$;

-- Only rows with an act are parsed. A text of a user cannot look like one: its quotation marks are escaped.
create trigger append_audit_entry after insert or update on grain_state for each row
when (new.payload::text like '%"act":{%') execute function append_audit_entry();

-- Entries are never changed. "rebalance" moves them.
create function keep_audit_entry() returns trigger language plpgsql as $body$
begin
    if current_setting('registration.list', true) is null or current_setting('registration.list', true) not like 'move to %' then
        raise exception 'Entries of the audit log are not changed.' using errcode = 'object_not_in_prerequisite_state';
    end if;
    return null;
end
$body$;
create trigger keep_audit_entry before update or delete or truncate on audit_entry for each statement execute function keep_audit_entry();

-- Which rows the read model has not read since they were written. A row may be here several times.
create table row_change (
    seq bigint generated always as identity primary key,
    service_id text not null,
    grain_type text not null,
    grain_key text not null);

create function note_row_change() returns trigger language plpgsql as $body$
begin
    insert into row_change (service_id, grain_type, grain_key) values (new.service_id, new.grain_type, new.grain_key);
    return null;
end
$body$;

-- Codes of accounts follow from the accounts. The others, and those that an operator changed, are read themselves.
create trigger note_row_change after insert or update on grain_state for each row
when (
    new.grain_type = 'user'
    or new.grain_type = 'code' and (new.payload::text like '%"act":{%' or new.payload::text like '%"issued":{%'))
execute function note_row_change();

insert into row_change (service_id, grain_type, grain_key)
select service_id, grain_type, grain_key from grain_state where grain_type = 'user';
