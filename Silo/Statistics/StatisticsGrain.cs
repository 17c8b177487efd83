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

    public Task<ImmutableArray<TimedCount>> ReadAsync(StatisticsRange range, string? label) =>
        ReadAsync(
            $"""
            select {StepOf(range)} as time, kind, sum(count)
            from statistic
            where service_id = @service and label = @label and hour >= @from and hour < @to
            group by 1, kind
            order by 1, kind
            """,
            ("label", label ?? ""),
            ("from", range.From),
            ("to", range.To)
        );

    public Task<ImmutableArray<TimedCount>> ReadCodeAsync(StatisticsRange range, InvitationCode code) =>
        ReadAsync(
            _sql.CodeSteps,
            ("code", code.Value),
            ("rows", JsonSerializer.Serialize(StepsOf(range), RowsJson.Default.IEnumerableTimeStep))
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

    private static IEnumerable<TimeStep> StepsOf(StatisticsRange range)
    {
        for (var begins = range.From; begins < range.To; begins += range.StepLength)
        {
            yield return new(begins, begins + range.StepLength);
        }
    }

    private string StepOf(StatisticsRange range) =>
        range.Step is not StatisticsStep.Day ? "hour"
        : store.Databases[0].IsPostgreSql ? "date_trunc('day', hour, 'UTC')"
        : "substr(hour, 1, 10) || ' 00:00:00.000'";

    private Task<ImmutableArray<TimedCount>> ReadAsync(string sql, params (string Name, object? Value)[] parameters) =>
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
                        parameters
                    )
                ).ToImmutableArray()
        );
}
