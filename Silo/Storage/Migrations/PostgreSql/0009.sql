-- Operators list all codes, also those that were never used (docs/adr/0034-operators.md).

-- "use_limit" is the lower one of "set_limit", which an operator set, and "owner_limit", which the owner's quota leaves.
-- "made_at" is when an operator issued the code. Of an account's own code it is when the lease of its claim ended.
alter table code add column made_at timestamptz not null default 'epoch';
alter table code add column set_limit bigint;
alter table code add column owner_limit bigint;
drop index code_issued;
create index code_made on code (service_id, made_at, code);
create index code_label_made on code (service_id, label, made_at, code) where label is not null;
create index code_label_registered on code (service_id, label, registered, code) where label is not null;
create index code_house_made on code (service_id, made_at, code) where owner is null;
create index code_house_registered on code (service_id, registered, code) where owner is null;
create index code_retired on code (service_id, made_at, code) where retired;
create index code_disabled on code (service_id, made_at, code) where disabled;
create index code_frozen on code (service_id, made_at, code) where frozen;
create index code_expires on code (service_id, made_at, code) where expires_at is not null;
create index code_exhausted on code (service_id, made_at, code) where registered >= use_limit;

-- Codes to which a quota or a freeze of their owner applied are read themselves, too.
drop trigger note_row_change on grain_state;
create trigger note_row_change after insert or update on grain_state for each row
when (
    new.grain_type = 'user'
    or new.grain_type = 'code' and (
        new.payload::text like '%"act":{%'
        or new.payload::text like '%"issued":{%'
        or new.payload::text like '%"owner_terms":{%'))
execute function note_row_change();

-- The projector reads each account once more, and so its codes.
update person set version = 0;
insert into row_change (service_id, grain_type, grain_key, quiet)
select service_id, grain_type, grain_key, true from grain_state
where grain_type = 'user'
    or grain_type = 'code' and (
        payload::text like '%"act":{%' or payload::text like '%"issued":{%' or payload::text like '%"owner_terms":{%')
order by grain_type, grain_key;
