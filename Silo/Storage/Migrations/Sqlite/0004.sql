-- The operators' tables, as in PostgreSql/0006.sql. Ids are UUIDs of 36 characters.
create table audit_entry (
    service_id text not null,
    subject text not null,
    number integer not null,
    id text not null,
    kind text not null,
    at text not null,
    actor text not null,
    reason text,
    data text check (data is null or json_valid(data)),
    primary key (service_id, subject, number)) strict, without rowid;
create index audit_entry_at on audit_entry (service_id, at, subject, number);

create trigger append_audit_entry_of_insert after insert on grain_state
when new.payload like '%"act":{%' and new.payload ->> '$.act.number' is not null
begin
    insert into audit_entry (service_id, subject, number, id, kind, at, actor, reason, data)
    values (
        new.service_id, new.grain_key, new.payload ->> '$.act.number', new.payload ->> '$.act.id', new.payload ->> '$.act.kind',
        new.payload ->> '$.act.at', new.payload ->> '$.act.actor', new.payload ->> '$.act.reason', new.payload -> '$.act.data')
    on conflict do nothing;
end;

create trigger append_audit_entry_of_update after update on grain_state
when new.payload like '%"act":{%' and new.payload ->> '$.act.number' is not old.payload ->> '$.act.number'
begin
    insert into audit_entry (service_id, subject, number, id, kind, at, actor, reason, data)
    values (
        new.service_id, new.grain_key, new.payload ->> '$.act.number', new.payload ->> '$.act.id', new.payload ->> '$.act.kind',
        new.payload ->> '$.act.at', new.payload ->> '$.act.actor', new.payload ->> '$.act.reason', new.payload -> '$.act.data')
    on conflict do nothing;
end;

create trigger keep_audit_entry_from_update before update on audit_entry
begin select raise(fail, 'Entries of the audit log are not changed.'); end;

create trigger keep_audit_entry_from_delete before delete on audit_entry
begin select raise(fail, 'Entries of the audit log are not changed.'); end;

create table row_change (
    seq integer primary key autoincrement,
    service_id text not null,
    grain_type text not null,
    grain_key text not null) strict;

create trigger note_row_change_of_insert after insert on grain_state
when new.grain_type = 'user'
    or new.grain_type = 'code' and (new.payload like '%"act":{%' or new.payload like '%"issued":{%')
begin
    insert into row_change (service_id, grain_type, grain_key) values (new.service_id, new.grain_type, new.grain_key);
end;

create trigger note_row_change_of_update after update on grain_state
when new.grain_type = 'user'
    or new.grain_type = 'code' and (new.payload like '%"act":{%' or new.payload like '%"issued":{%')
begin
    insert into row_change (service_id, grain_type, grain_key) values (new.service_id, new.grain_type, new.grain_key);
end;

insert into row_change (service_id, grain_type, grain_key)
select service_id, grain_type, grain_key from grain_state where grain_type = 'user';
