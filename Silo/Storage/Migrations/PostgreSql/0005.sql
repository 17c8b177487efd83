-- What a database says of its store, when the store has several databases or had them (docs/adr/0032-several-databases.md). The members are in
-- the order of their numbers in the settings. While rows are moved, "next" says to which list.
create table store_database (
    single boolean primary key default true check (single),
    database_id uuid not null,
    service_id text not null,
    list_id uuid not null,
    members uuid[] not null,
    next_list_id uuid,
    next_members uuid[]);

-- Runs before each statement that changes rows of a store in several databases: "rebalance" makes the trigger. A writer must name the list of
-- databases that it uses, so a process with another list cannot write a row where the row does not belong. The lock is what lets fsck read all
-- databases as of one moment: "snapshot" in ASCII.
create function check_database_list() returns trigger language plpgsql as $body$
begin
    perform pg_advisory_xact_lock_shared(x'736e617073686f74'::bigint);
    if current_setting('registration.list', true) is distinct from (
        select coalesce('move to ' || next_list_id, list_id::text) from store_database) then
        raise exception 'The databases of the store have changed.' using errcode = 'object_not_in_prerequisite_state';
    end if;
    return null;
end
$body$;
