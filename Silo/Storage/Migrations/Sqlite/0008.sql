-- Frozen subtrees, as in PostgreSql/0010.sql.
alter table person add column frozen_by text;
alter table person add column quarantine text;
create index person_frozen_by on person (service_id, user_id, frozen_by) where frozen_by is not null;
create index person_quarantine on person (service_id, joined_at, user_id) where quarantine is not null;
