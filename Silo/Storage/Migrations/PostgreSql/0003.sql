-- Rows of codes may be deleted too, so new ones start at a random version as rows of names do. Older rows go on from the versions they have.
update orleansquery set querytext = $query$
insert into grain_state as s (service_id, grain_type, grain_key, version, payload, modified)
select @ServiceId, @GrainTypeString, @GrainIdExtensionString,
    case
        when @GrainStateVersion is null and @GrainTypeString in ('username', 'nickname', 'email', 'code') then -2 - (random() * 1073741820)::integer
        when @GrainStateVersion < 0 then -@GrainStateVersion
        else coalesce(@GrainStateVersion, 0) + 1
    end,
    convert_from(@PayloadBinary, 'UTF8')::json, now()
where @GrainStateVersion is null or exists (
    select from grain_state
    where service_id = @ServiceId and grain_type = @GrainTypeString and grain_key = @GrainIdExtensionString)
on conflict (service_id, grain_type, grain_key) do update
set version = excluded.version, payload = excluded.payload, modified = excluded.modified
where s.version = @GrainStateVersion
returning version as NewGrainStateVersion
$query$ where querykey = 'WriteToStorageKey';

update orleansquery set querytext = $query$
delete from grain_state
where service_id = @ServiceId and grain_type = @GrainTypeString and grain_key = @GrainIdExtensionString and version = @GrainStateVersion
    and grain_type in ('username', 'nickname', 'email', 'code')
returning version + 1 as NewGrainStateVersion
$query$ where querykey = 'ClearStorageKey';
