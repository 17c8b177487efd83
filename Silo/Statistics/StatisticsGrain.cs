using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Configuration;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Statistics;

/// <inheritdoc cref="IStatisticsGrain"/>
[GrainType(GrainTypes.Statistics), StatelessWorker]
internal sealed class StatisticsGrain(RegistrationStore store, IOptions<ClusterOptions> cluster)
    : Grain,
        IStatisticsGrain
{
    private readonly ReadModelSql _sql = new(store.Databases[0].IsPostgreSql);

    private bool IsPostgreSql => store.Databases[0].IsPostgreSql;

    public Task<ImmutableArray<TimedCount>> ReadAsync(StatisticsRange range, string? label) =>
        ReadAsync(
            $"""
            select {StepOf(range, "hour")} as time, kind, sum(count)
            from statistic
            where service_id = @service and label = @label and hour >= @from and hour < @to
            group by 1, kind
            order by 1, kind
            """,
            range,
            ("label", label ?? "")
        );

    public Task<ImmutableArray<TimedCount>> ReadCodeAsync(StatisticsRange range, InvitationCode code) =>
        ReadAsync(
            $"""
            select {StepOf(range, "joined_at")} as time, 'registered' as kind, count(*)
            from person
            where service_id = @service and inviter_code = @code and joined_at >= @from and joined_at < @to
            group by 1
            union all
            select {StepOf(range, "activated_at")} as time, 'activated' as kind, count(*)
            from person
            where service_id = @service and inviter_code = @code and activated_at >= @from and activated_at < @to
            group by 1
            order by 1, 2
            """,
            range,
            ("code", code.Value)
        );

    public Task AddAsync(ImmutableArray<TimedCount> counts) =>
        ReadModelConnection.UseAsync(
            store,
            cluster.Value.ServiceId,
            connection =>
                connection.RunAsync(
                    _sql.CountHours,
                    CancellationToken.None,
                    (
                        "rows",
                        JsonSerializer.Serialize(
                            counts.Select(count => new StatisticDelta(count.Time, count.Kind, "", count.Count)),
                            RowsJson.Default.IEnumerableStatisticDelta
                        )
                    )
                )
        );

    private string StepOf(StatisticsRange range, string column) =>
        (IsPostgreSql, range.Step) switch
        {
            (true, StatisticsStep.Day) => $"date_trunc('day', {column}, 'UTC')",
            (true, _) => $"date_trunc('hour', {column}, 'UTC')",
            (false, StatisticsStep.Day) => $"substr({column}, 1, 10) || ' 00:00:00.000'",
            (false, _) => $"substr({column}, 1, 13) || ':00:00.000'",
        };

    private Task<ImmutableArray<TimedCount>> ReadAsync(
        string sql,
        StatisticsRange range,
        (string Name, object Value) of
    ) =>
        ReadModelConnection.UseAsync(
            store,
            cluster.Value.ServiceId,
            async connection =>
                (
                    await connection.ReadAsync(
                        sql,
                        row => new TimedCount(
                            row.TimeOrNull(0)!.Value,
                            row.GetString(1),
                            Convert.ToInt64(row.GetValue(2), System.Globalization.CultureInfo.InvariantCulture)
                        ),
                        CancellationToken.None,
                        of,
                        ("from", range.From),
                        ("to", range.To)
                    )
                ).ToImmutableArray()
        );
}
