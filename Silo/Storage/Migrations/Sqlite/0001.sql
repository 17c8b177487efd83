-- One row per grain. The primary key is what makes names unique: two first writes of one key cannot both succeed.
-- A cleared record keeps its row, without payload: a version is never used twice. Times are UTC, RFC 3339.
create table grain_state (
    service_id text not null,
    grain_type text not null,
    grain_key text not null,
    version integer not null,
    payload text check (json_valid(payload)),
    modified text not null,
    primary key (service_id, grain_type, grain_key)) strict, without rowid;

-- Microsoft.Orleans.Persistence.AdoNet runs what it finds here. There is no DeleteStorageKey on purpose: AdoNet then refuses to start
-- with DeleteStateOnClear, which would let a version be used twice.
create table OrleansQuery (
    QueryKey text primary key,
    QueryText text not null) strict;

insert into OrleansQuery (QueryKey, QueryText) values
('ReadFromStorageKey', '
select cast(payload as blob) as PayloadBinary, version as Version
from grain_state
where service_id = @ServiceId and grain_type = @GrainTypeString and grain_key = @GrainIdExtensionString
'),
-- Without a version: only a row that is not there yet. With one: only a row that has it. Otherwise no row comes back, which AdoNet
-- reports as a conflict.
('WriteToStorageKey', '
insert into grain_state (service_id, grain_type, grain_key, version, payload, modified)
select @ServiceId, @GrainTypeString, @GrainIdExtensionString, coalesce(@GrainStateVersion, 0) + 1, cast(@PayloadBinary as text), strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')
where @GrainStateVersion is null or exists (
    select 1 from grain_state
    where service_id = @ServiceId and grain_type = @GrainTypeString and grain_key = @GrainIdExtensionString)
on conflict (service_id, grain_type, grain_key) do update
set version = excluded.version, payload = excluded.payload, modified = excluded.modified
where grain_state.version = @GrainStateVersion
returning version as NewGrainStateVersion
'),
('ClearStorageKey', '
update grain_state
set version = version + 1, payload = null, modified = strftime(''%Y-%m-%dT%H:%M:%fZ'', ''now'')
where service_id = @ServiceId and grain_type = @GrainTypeString and grain_key = @GrainIdExtensionString and version = @GrainStateVersion
returning version as NewGrainStateVersion
');
