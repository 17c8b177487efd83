-- Operators list all codes, as in PostgreSql/0009.sql.
alter table code add column made_at text not null default '1970-01-01 00:00:00.000';
alter table code add column set_limit integer;
alter table code add column owner_limit integer;
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

drop trigger note_row_change_of_insert;
drop trigger note_row_change_of_update;

create trigger note_row_change_of_insert after insert on grain_state
when new.grain_type = 'user'
    or new.grain_type = 'code' and (
        new.payload like '%"act":{%' or new.payload like '%"issued":{%' or new.payload like '%"owner_terms":{%')
begin
    insert into row_change (service_id, grain_type, grain_key) values (new.service_id, new.grain_type, new.grain_key);
end;

create trigger note_row_change_of_update after update on grain_state
when new.grain_type = 'user'
    or new.grain_type = 'code' and (
        new.payload like '%"act":{%' or new.payload like '%"issued":{%' or new.payload like '%"owner_terms":{%')
begin
    insert into row_change (service_id, grain_type, grain_key) values (new.service_id, new.grain_type, new.grain_key);
end;

update person set version = 0;
insert into row_change (service_id, grain_type, grain_key, quiet)
select service_id, grain_type, grain_key, 1 from grain_state
where grain_type = 'user'
    or grain_type = 'code' and (
        payload like '%"act":{%' or payload like '%"issued":{%' or payload like '%"owner_terms":{%')
order by grain_type, grain_key;
