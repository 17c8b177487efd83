-- The members of a cluster, for Microsoft.Orleans.Clustering.AdoNet, which runs what it finds in orleansquery. Each change of a member is one
-- statement that also advances the version of the table, and does nothing when the version is not the expected one. Tables and columns have the
-- names that Orleans gives them.
create table orleansmembershipversiontable (
    deploymentid varchar(150) primary key,
    timestamp timestamptz(3) not null default now(),
    version integer not null default 0);

create table orleansmembershiptable (
    deploymentid varchar(150) not null references orleansmembershipversiontable,
    address varchar(45) not null,
    port integer not null,
    generation integer not null,
    siloname varchar(150) not null,
    hostname varchar(150) not null,
    status integer not null,
    proxyport integer,
    suspecttimes varchar(8000),
    starttime timestamptz(3) not null,
    iamalivetime timestamptz(3) not null,
    primary key (deploymentid, address, port, generation));

insert into orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', $query$
with added as (
    insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId) on conflict do nothing returning 1)
select count(*)::integer from added
$query$),
('InsertMembershipKey', $query$
with advanced as (
    update orleansmembershipversiontable set version = version + 1, timestamp = now()
    where deploymentid = @DeploymentId and version = @Version and not exists (
        select from orleansmembershiptable
        where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning 1),
added as (
    insert into orleansmembershiptable (
        deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
    select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    from advanced
    returning 1)
select count(*)::integer from added
$query$),
('UpdateMembershipKey', $query$
with advanced as (
    update orleansmembershipversiontable set version = version + 1, timestamp = now()
    where deploymentid = @DeploymentId and version = @Version and exists (
        select from orleansmembershiptable
        where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning 1),
changed as (
    update orleansmembershiptable
    set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
    from advanced
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
    returning 1)
select count(*)::integer from changed
$query$),
('UpdateIAmAlivetimeKey', $query$
update orleansmembershiptable set iamalivetime = @IAmAliveTime
where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$query$),
('MembershipReadRowKey', $query$
select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime,
    m.iamalivetime, v.version
from orleansmembershipversiontable v
left join orleansmembershiptable m
    on m.deploymentid = v.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
where v.deploymentid = @DeploymentId
$query$),
('MembershipReadAllKey', $query$
select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime,
    m.iamalivetime, v.version
from orleansmembershipversiontable v
left join orleansmembershiptable m on m.deploymentid = v.deploymentid
where v.deploymentid = @DeploymentId
$query$),
('DeleteMembershipTableEntriesKey', $query$
with members as (delete from orleansmembershiptable where deploymentid = @DeploymentId)
delete from orleansmembershipversiontable where deploymentid = @DeploymentId
$query$),
('GatewaysQueryKey', $query$
select address, proxyport, generation from orleansmembershiptable
where deploymentid = @DeploymentId and status = @Status and proxyport > 0
$query$),
-- Only members that are dead (6): one that is joining may have an old time as well.
('CleanupDefunctSiloEntriesKey', $query$
delete from orleansmembershiptable where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and status = 6
$query$);
