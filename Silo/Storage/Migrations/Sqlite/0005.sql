-- The read model, as in PostgreSql/0007.sql. Ids are UUIDs of 36 characters; times are UTC, such as 2026-01-31 23:59:59.999.

-- A row that was noted quietly gives no events: the read model is being filled or made anew.
alter table row_change add column quiet integer not null default 0;
update row_change set quiet = 1;

-- Each account, also those that have ended. "invited" counts its invitees, "subtree" counts theirs too, at any depth.
create table person (
    service_id text not null,
    user_id text not null,
    version integer not null,
    ended integer not null,
    active integer not null,
    disabled integer not null,
    frozen integer not null,
    role text,
    username text,
    username_key text,
    nickname text,
    nickname_key text,
    email text,
    email_key text,
    joined_at text not null,
    activated_at text,
    ended_at text,
    level integer not null,
    consumption_cents integer not null,
    mail text,
    code text not null,
    inviter_code text,
    inviter text,
    invited integer not null default 0,
    subtree integer not null default 0,
    primary key (service_id, user_id)) strict, without rowid;
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
    code text not null,
    version integer not null,
    owner text,
    issued_at text,
    batch text,
    label text,
    note text,
    email_domain text,
    use_limit integer,
    expires_at text,
    disabled integer not null,
    retired integer not null,
    frozen integer not null,
    registered integer not null default 0,
    activated integer not null default 0,
    exhausted_limit integer,
    primary key (service_id, code)) strict, without rowid;
create index code_issued on code (service_id, issued_at, code) where issued_at is not null;
create index code_registered on code (service_id, registered, code);
create index code_label on code (service_id, label, code) where label is not null;
create index code_batch on code (service_id, batch, code) where batch is not null;
create index code_owner on code (service_id, owner, code) where owner is not null;

-- What happened in each hour. "label" is that of the code, or empty for all.
create table statistic (
    service_id text not null,
    hour text not null,
    kind text not null,
    label text not null,
    count integer not null,
    primary key (service_id, label, kind, hour)) strict, without rowid;

-- Acts give events, too.
create trigger note_act after insert on audit_entry
when new.data ->> '$.level_after' is not null
begin
    insert into row_change (service_id, grain_type, grain_key) values (new.service_id, 'audit', new.subject || '#' || new.number);
end;
