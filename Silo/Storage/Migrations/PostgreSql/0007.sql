-- The read model: what operators list and search (docs/adr/0034-operators.md). It is written by the projector from the rows of grain_state, and
-- can be made anew from them at any time. Of several databases the first one has it.

-- A row that was noted quietly gives no events: the read model is being filled or made anew.
alter table row_change add column quiet boolean not null default false;
update row_change set quiet = true;

-- Each account, also those that have ended. "invited" counts its invitees, "subtree" counts theirs too, at any depth.
create table person (
    service_id text not null,
    user_id uuid not null,
    version integer not null,
    ended boolean not null,
    active boolean not null,
    disabled boolean not null,
    frozen boolean not null,
    role text,
    username text collate "C",
    username_key text collate "C",
    nickname text collate "C",
    nickname_key text collate "C",
    email text collate "C",
    email_key text collate "C",
    joined_at timestamptz not null,
    activated_at timestamptz,
    ended_at timestamptz,
    level integer not null,
    consumption_cents bigint not null,
    mail text,
    code text collate "C" not null,
    inviter_code text collate "C",
    inviter uuid,
    invited bigint not null default 0,
    subtree bigint not null default 0,
    primary key (service_id, user_id)) with (fillfactor = 80);
create index person_joined on person (service_id, joined_at, user_id);
create index person_username on person (service_id, username_key) where username_key is not null;
create index person_nickname on person (service_id, nickname_key) where nickname_key is not null;
create index person_email on person (service_id, email_key) where email_key is not null;
create index person_inviter on person (service_id, inviter, joined_at, user_id) where inviter is not null;
create index person_inviter_code on person (service_id, inviter_code, joined_at, user_id) where inviter_code is not null;
create index person_disabled on person (service_id, joined_at, user_id) where disabled;
create index person_frozen on person (service_id, joined_at, user_id) where frozen;
create index person_role on person (service_id, joined_at, user_id) where role is not null;
create index person_level on person (service_id, level, joined_at, user_id) where level > 0;

-- Codes that an operator issued or changed, and codes that were used. "exhausted_limit" is the limit whose exhaustion was told.
create table code (
    service_id text not null,
    code text collate "C" not null,
    version integer not null,
    owner uuid,
    issued_at timestamptz,
    batch uuid,
    label text collate "C",
    note text,
    email_domain text,
    use_limit bigint,
    expires_at timestamptz,
    disabled boolean not null,
    retired boolean not null,
    frozen boolean not null,
    registered bigint not null default 0,
    activated bigint not null default 0,
    exhausted_limit bigint,
    primary key (service_id, code)) with (fillfactor = 80);
create index code_issued on code (service_id, issued_at, code) where issued_at is not null;
create index code_registered on code (service_id, registered, code);
create index code_label on code (service_id, label, code) where label is not null;
create index code_batch on code (service_id, batch, code) where batch is not null;
create index code_owner on code (service_id, owner, code) where owner is not null;

-- What happened in each hour. "label" is that of the code, or empty for all.
create table statistic (
    service_id text not null,
    hour timestamptz not null,
    kind text collate "C" not null,
    label text collate "C" not null,
    count bigint not null,
    primary key (service_id, label, kind, hour));

-- Acts give events, too.
create or replace function append_audit_entry() returns trigger language plpgsql as $body$
declare
    act json := new.payload -> 'act';
begin
    if act is not null and (tg_op = 'INSERT' or act ->> 'number' is distinct from old.payload -> 'act' ->> 'number') then
        insert into audit_entry (service_id, subject, number, id, kind, at, actor, reason, data)
        values (
            new.service_id, new.grain_key, (act ->> 'number')::integer, (act ->> 'id')::uuid, act ->> 'kind', (act ->> 'at')::timestamptz,
            act ->> 'actor', act ->> 'reason', act -> 'data')
        on conflict do nothing; -- "rebalance" copies rows with acts that are there already
        if found and act -> 'data' ->> 'level_after' is not null then
            insert into row_change (service_id, grain_type, grain_key)
            values (new.service_id, 'audit', new.grain_key || '#' || (act ->> 'number'));
        end if;
    end if;
    return null;
end
$body$;
