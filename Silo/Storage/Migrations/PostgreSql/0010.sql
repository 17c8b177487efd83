-- Frozen subtrees (docs/adr/0038-freezing-a-subtree.md): "frozen_by" has the root and the job of each freeze that the
-- account is in, "quarantine" who froze the subtree of the account, as its record says it.
alter table person add column frozen_by text collate "C";
alter table person add column quarantine text;
create index person_frozen_by on person (service_id, user_id, frozen_by) where frozen_by is not null;
create index person_quarantine on person (service_id, joined_at, user_id) where quarantine is not null;
