-- One row per grain. The primary key is what makes names unique: two first writes of one key cannot both succeed.
-- A cleared record keeps its row, without payload: a version is never used twice.
create table grain_state (
    service_id text not null,
    grain_type text not null,
    grain_key text not null,
    version integer not null,
    payload json,
    modified timestamptz not null,
    primary key (service_id, grain_type, grain_key));

-- Microsoft.Orleans.Persistence.AdoNet runs what it finds here. There is no DeleteStorageKey on purpose: AdoNet then refuses to start
-- with DeleteStateOnClear, which would let a version be used twice.
create table orleansquery (
    querykey varchar(64) primary key,
    querytext text not null);

insert into orleansquery (querykey, querytext) values
('ReadFromStorageKey', $query$
select convert_to(payload::text, 'UTF8') as PayloadBinary, version as Version
from grain_state
where service_id = @ServiceId and grain_type = @GrainTypeString and grain_key = @GrainIdExtensionString
$query$),
-- Without a version: only a row that is not there yet. With one: only a row that has it. Otherwise no row comes back, which AdoNet
-- reports as a conflict.
('WriteToStorageKey', $query$
insert into grain_state (service_id, grain_type, grain_key, version, payload, modified)
select @ServiceId, @GrainTypeString, @GrainIdExtensionString, coalesce(@GrainStateVersion, 0) + 1, convert_from(@PayloadBinary, 'UTF8')::json, now()
where @GrainStateVersion is null or exists (
    select from grain_state
    where service_id = @ServiceId and grain_type = @GrainTypeString and grain_key = @GrainIdExtensionString)
on conflict (service_id, grain_type, grain_key) do update
set version = excluded.version, payload = excluded.payload, modified = excluded.modified
where grain_state.version = @GrainStateVersion
returning version as NewGrainStateVersion
$query$),
('ClearStorageKey', $query$
update grain_state
set version = version + 1, payload = null, modified = now()
where service_id = @ServiceId and grain_type = @GrainTypeString and grain_key = @GrainIdExtensionString and version = @GrainStateVersion
returning version as NewGrainStateVersion
$query$);
