namespace OrleansRegistration.ReadModel;

/// <summary>
/// The statements of the projector. Rows and ids come as one JSON text, which both kinds of database read.
/// </summary>
internal sealed class ReadModelSql(bool isPostgreSql)
{
    // Only a fault could make a circle. The projector must not run in it for ever.
    private const int MaxDepth = 1_000_000;

    private static readonly Column[] PersonColumns =
    [
        new("user_id", "uuid"),
        new("version", "integer"),
        new("ended", "boolean"),
        new("active", "boolean"),
        new("disabled", "boolean"),
        new("frozen", "boolean"),
        new("role", "text"),
        new("username", "text"),
        new("username_key", "text"),
        new("nickname", "text"),
        new("nickname_key", "text"),
        new("email", "text"),
        new("email_key", "text"),
        new("joined_at", "timestamp"),
        new("activated_at", "timestamp"),
        new("ended_at", "timestamp"),
        new("level", "integer"),
        new("consumption_cents", "bigint"),
        new("mail", "text"),
        new("code", "text"),
        new("inviter_code", "text"),
        new("inviter", "uuid"),
        new("frozen_by", "text"),
        new("quarantine", "text"),
    ];

    private static readonly Column[] CodeColumns =
    [
        new("code", "text"),
        new("version", "integer"),
        new("owner", "uuid"),
        new("made_at", "timestamp"),
        new("issued_at", "timestamp"),
        new("batch", "uuid"),
        new("label", "text"),
        new("note", "text"),
        new("email_domain", "text"),
        new("set_limit", "bigint"),
        new("owner_limit", "bigint"),
        new("use_limit", "bigint"),
        new("expires_at", "timestamp"),
        new("disabled", "boolean"),
        new("retired", "boolean"),
        new("frozen", "boolean"),
    ];

    private static readonly Column[] CodeDeltaColumns =
    [
        new("code", "text"),
        new("registered", "bigint"),
        new("activated", "bigint"),
    ];

    private static readonly Column[] TreeDeltaColumns =
    [
        new("user_id", "uuid"),
        new("invited", "bigint"),
        new("subtree", "bigint"),
    ];

    private static readonly Column[] StatisticColumns =
    [
        new("hour", "timestamp"),
        new("kind", "text"),
        new("label", "text"),
        new("count", "bigint"),
    ];

    private static readonly Column[] StepColumns = [new("begins", "timestamp"), new("ends", "timestamp")];

    /// <summary>Lets no other node write the read model until the transaction ends.</summary>
    /// <remarks>On SQLite the transaction itself does it.</remarks>
    public string? Lock { get; } =
        isPostgreSql ? "select pg_try_advisory_xact_lock(x'726561646d6f646c'::bigint)" : null;

    /// <summary>The oldest changes that were not read: seq, type, key, quiet. Parameter: <c>@most</c>.</summary>
    public string Changes { get; } =
        "select seq, grain_type, grain_key, quiet from row_change where service_id = @service order by seq limit @most";

    /// <summary>Counts the changes that were not read, with their least and greatest <c>seq</c>.</summary>
    public const string CountChanges =
        "select count(*), min(seq), max(seq) from row_change where service_id = @service";

    /// <summary>Removes changes that were read. Parameter: <c>@ids</c>, values of <c>seq</c>.</summary>
    public string RemoveChanges { get; } = $"delete from row_change where seq {In(isPostgreSql, "bigint")}";

    /// <summary>Rows of grains: key, version, payload. Parameters: <c>@type</c>, <c>@ids</c>, the keys.</summary>
    public string GrainRows { get; } =
        $"""
            select grain_key, version, {(isPostgreSql ? "payload::text" : "payload")}
            from grain_state
            where service_id = @service and grain_type = @type and grain_key {In(isPostgreSql, "text")}
            """;

    /// <summary>What is known of accounts. Parameter: <c>@ids</c>.</summary>
    public string Persons { get; } =
        $"""
            select user_id, version, ended, active, mail, code, inviter
            from person
            where service_id = @service and user_id {In(isPostgreSql, "uuid")}
            """;

    /// <summary>
    /// The invitees that are in the read model before their inviters: inviter, invited, subtree. Parameter:
    /// <c>@ids</c>.
    /// </summary>
    public string Orphans { get; } =
        $"""
            select inviter, count(*), sum(subtree + 1)
            from person
            where service_id = @service and inviter {In(isPostgreSql, "uuid")}
            group by inviter
            """;

    /// <summary>
    /// An account and all above it: id, subtree. Empty when the read model does not have the account. Parameter:
    /// <c>@id</c>.
    /// </summary>
    public string Path { get; } =
        $"""
            with recursive up as (
                select user_id, inviter, subtree, 0 as depth from person where service_id = @service and user_id = @id
                union all
                select p.user_id, p.inviter, p.subtree, up.depth + 1
                from up join person p on p.service_id = @service and p.user_id = up.inviter
                where up.depth < {MaxDepth})
            select user_id, subtree from up order by depth
            """;

    /// <summary>Puts an account below another one. Parameters: <c>@id</c>, <c>@inviter</c>.</summary>
    public string SetInviter { get; } =
        "update person set inviter = @inviter where service_id = @service and user_id = @id";

    /// <summary>Notes a row once more. Parameters: <c>@type</c>, <c>@key</c>.</summary>
    public string Note { get; } =
        "insert into row_change (service_id, grain_type, grain_key) values (@service, @type, @key)";

    /// <summary>What is known of codes: code, owner, label. Parameter: <c>@ids</c>.</summary>
    public string Codes { get; } =
        "select code, owner, label from code "
        + $"where service_id = @service and version <> 0 and code {In(isPostgreSql, "text")}";

    /// <summary>
    /// Writes accounts. The inviter of an account that is there already stays. Parameter: <c>@rows</c>, of
    /// <see cref="PersonRow"/>.
    /// </summary>
    public string WritePersons { get; } =
        Upsert(isPostgreSql, "person", PersonColumns, ["user_id"], "inviter") + " where excluded.version > t.version";

    /// <summary>Writes the terms of codes. Parameter: <c>@rows</c>, of <see cref="CodeRow"/>.</summary>
    public string WriteCodes { get; } = Upsert(isPostgreSql, "code", CodeColumns, ["code"]);

    /// <summary>Removes codes that have no row and were never used. Parameter: <c>@ids</c>.</summary>
    public string RemoveCodes { get; } =
        $"delete from code where service_id = @service and registered = 0 and code {In(isPostgreSql, "text")}";

    /// <summary>Marks codes as retired. Parameter: <c>@ids</c>.</summary>
    public string RetireCodes { get; } =
        "update code set retired = true "
        + $"where service_id = @service and not retired and code {In(isPostgreSql, "text")}";

    /// <summary>Adds to the counts of codes. Parameter: <c>@rows</c>, of <see cref="CodeDelta"/>.</summary>
    /// <remarks>Without <c>materialized</c> SQLite would compare each row of the table with all of them.</remarks>
    public string CountCodes { get; } =
        $"""
            with r as materialized ({Rows(isPostgreSql, CodeDeltaColumns)})
            update code as t set registered = t.registered + r.registered, activated = t.activated + r.activated
            from r
            where t.service_id = @service and t.code = r.code
            """;

    /// <summary>
    /// Finds codes that have just reached their limit, and remembers that: code, limit. Parameter: <c>@ids</c>.
    /// </summary>
    public string ExhaustCodes { get; } =
        $"""
            update code set exhausted_limit = use_limit
            where service_id = @service and registered >= use_limit and exhausted_limit is distinct from use_limit
                and code {In(isPostgreSql, "text")}
            returning code, use_limit
            """;

    /// <summary>
    /// Adds to the counts of accounts, and to those of all accounts above them. Parameter: <c>@rows</c>, of
    /// <see cref="TreeDelta"/>.
    /// </summary>
    public string CountTree { get; } =
        $"""
            with recursive up as (
                select r.user_id, r.invited, r.subtree, 0 as depth from ({Rows(isPostgreSql, TreeDeltaColumns)}) as r
                union all
                select p.inviter, 0, up.subtree, up.depth + 1
                from up join person p on p.service_id = @service and p.user_id = up.user_id
                where p.inviter is not null and up.depth < {MaxDepth}),
            s as materialized (
                select @service as service_id, user_id, sum(invited) as invited, sum(subtree) as subtree
                from up group by user_id)
            update person as t set invited = t.invited + s.invited, subtree = t.subtree + s.subtree
            from s
            where t.service_id = s.service_id and t.user_id = s.user_id
            """;

    /// <summary>Adds to the counts of hours. Parameter: <c>@rows</c>, of <see cref="StatisticDelta"/>.</summary>
    public string CountHours { get; } =
        $"""
            insert into statistic as t (service_id, hour, kind, label, count)
            select @service, r.hour, r.kind, r.label, r.count from ({Rows(isPostgreSql, StatisticColumns)}) as r
            where true
            on conflict (service_id, label, kind, hour) do update set count = t.count + excluded.count
            """;

    /// <summary>
    /// The accounts of a code in each step of time: begin of the step, kind, count. Parameters: <c>@code</c>,
    /// <c>@rows</c>, of <see cref="TimeStep"/>.
    /// </summary>
    /// <remarks>Each step is counted in an index. Grouping would look at the time of every account.</remarks>
    public string CodeSteps { get; } =
        $"""
            with step as materialized ({Rows(isPostgreSql, StepColumns)}),
            counted as (
                select begins, 'registered' as kind, ({CountOf("joined_at")}) as count from step
                union all
                select begins, 'activated' as kind, ({CountOf("activated_at")}) as count from step)
            select begins, kind, count from counted where count > 0 order by 1, 2
            """;

    /// <summary>
    /// Entries of the audit log: subject, number, id, at, data. Parameter: <c>@ids</c>, such as
    /// <c>user/…#3</c>.
    /// </summary>
    public string AuditEntries { get; } =
        isPostgreSql
            ? """
                select e.subject, e.id, e.at, e.data::text
                from json_array_elements_text(@ids::json) as i (entry)
                join audit_entry e on e.service_id = @service
                    and e.subject = split_part(i.entry, '#', 1) and e.number = split_part(i.entry, '#', 2)::integer
                """
            : """
                select e.subject, e.id, e.at, e.data
                from json_each(@ids) as i
                cross join audit_entry e on e.service_id = @service
                    and e.subject = substr(i.value, 1, instr(i.value, '#') - 1)
                    and e.number = cast(substr(i.value, instr(i.value, '#') + 1) as integer)
                """;

    /// <summary>Empties the read model, so that it can be filled anew.</summary>
    public static IReadOnlyList<string> Empty { get; } =
    [
        "delete from person where service_id = @service",
        // That a code was exhausted is told once, so it must be remembered. Version 0 stands for "not read yet".
        "delete from code where service_id = @service and exhausted_limit is null",
        "update code set version = 0, registered = 0, activated = 0 where service_id = @service",
        "delete from statistic where service_id = @service "
            + "and kind in ('registered', 'activated', 'deleted', 'mail_sent', 'mail_failed')",
    ];

    /// <summary>Notes all rows that the read model is made of, in the order in which they were made.</summary>
    public string NoteAll { get; } =
        $"""
            insert into row_change (service_id, grain_type, grain_key, quiet)
            select service_id, grain_type, grain_key, true from grain_state
            where service_id = @service and (
                grain_type = 'user'
                or grain_type = 'code' and (
                    {Text(isPostgreSql)} like '%"act":{"{"}%' or {Text(isPostgreSql)} like '%"issued":{"{"}%'))
            order by grain_type, grain_key
            """;

    private static string CountOf(string time) =>
        "select count(*) from person "
        + $"where service_id = @service and inviter_code = @code and {time} >= begins and {time} < ends";

    private static string Text(bool isPostgreSql) => isPostgreSql ? "payload::text" : "payload";

    private static string In(bool isPostgreSql, string type) =>
        isPostgreSql
            ? $"= any((select array_agg(value::{type}) from json_array_elements_text(@ids::json) as i (value))"
                + $"::{type}[])"
            : "in (select value from json_each(@ids))";

    private static string Upsert(bool isPostgreSql, string table, Column[] columns, string[] key, params string[] kept)
    {
        var names = List(columns.Select(column => column.Name));
        var sets = string.Join(
            ", ",
            columns
                .Where(column => !key.Contains(column.Name))
                .Select(column => $"{column.Name} = excluded.{column.Name}")
        );
        return $"""
            insert into {table} as t (service_id, {names})
            select @service, {List(columns.Select(column => $"r.{column.Name}"))}
            from ({Rows(isPostgreSql, columns)}) as r
            where true
            on conflict (service_id, {List(key)}) do update set {sets}
            """;
    }

    private static string Rows(bool isPostgreSql, Column[] columns)
    {
        var types = columns.Select(column => $"{column.Name} {column.Type}");
        var members = columns.Select(column => $"value ->> '$.{column.Name}' as {column.Name}");
        return isPostgreSql
            ? $"select {List(columns.Select(Read))} from json_to_recordset(@rows::json) as j ({List(types)})"
            : $"select {List(members)} from json_each(@rows)";
    }

    private static string List(IEnumerable<string> parts) => string.Join(", ", parts);

    // Times come without a zone, and are UTC.
    private static string Read(Column column) =>
        column.Type is "timestamp" ? $"j.{column.Name} at time zone 'UTC' as {column.Name}" : $"j.{column.Name}";

    private sealed record Column(string Name, string Type);
}
