using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Audit;

/// <summary>Reads table <c>audit_entry</c> of all databases of a store. Thread-safe.</summary>
internal sealed class AuditEntries(RegistrationStore store, IOptions<ClusterOptions> cluster) : IAuditEntries
{
    // The records have their times in this form, with as many digits as are needed. Texts in this form are in the order
    // of their times.
    private const string SqliteTime = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<ImmutableArray<AuditEntry>> ReadAsync(AuditQuery query)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var pages = await Task.WhenAll(
                store.Databases.Select(database => ReadAsync(database, query, patience.Token))
            );
            return
            [
                .. pages
                    .SelectMany(page => page)
                    .OrderByDescending(entry => entry.At)
                    .ThenByDescending(entry => entry.Subject, StringComparer.Ordinal)
                    .ThenByDescending(entry => entry.Number)
                    .Take(query.Limit),
            ];
        }
        catch (Exception exception) when (Failure.IsTransient(exception))
        {
            throw new StorageUnavailableException("Reading the audit log failed.");
        }
    }

    private async Task<List<AuditEntry>> ReadAsync(
        RegistrationDatabase database,
        AuditQuery query,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandTimeout = (int)Patience.TotalSeconds;
        Write(command, query);
        var entries = new List<AuditEntry>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            entries.Add(
                new(
                    rows.GetString(0),
                    rows.GetInt32(1),
                    Guid.Parse(rows.GetString(2)),
                    rows.GetString(3),
                    await rows.GetFieldValueAsync<DateTimeOffset>(4, cancellationToken),
                    rows.GetString(5),
                    await rows.IsDBNullAsync(6, cancellationToken) ? null : rows.GetString(6),
                    await rows.IsDBNullAsync(7, cancellationToken)
                        ? ImmutableSortedDictionary<string, string>.Empty
                        : JsonSerializer.Deserialize(
                            rows.GetString(7),
                            StateJson.Default.ImmutableSortedDictionaryStringString
                        )!
                )
            );
        }

        return entries;
    }

    private void Write(DbCommand command, AuditQuery query)
    {
        var isPostgreSql = command is NpgsqlCommand;
        var subject = isPostgreSql ? "subject collate \"C\"" : "subject"; // the order in which pages are merged
        var sql = new StringBuilder(
            $"""
            select subject, number, cast(id as text), kind, at, actor, reason, cast(data as text)
            from audit_entry where service_id = @service
            """
        );
        Add("service", cluster.Value.ServiceId);
        if (!query.Subjects.IsEmpty)
        {
            sql.Append(" and subject in (");
            for (var i = 0; i < query.Subjects.Length; i++)
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? ", " : "")}@subject{i}");
                Add(string.Create(CultureInfo.InvariantCulture, $"subject{i}"), query.Subjects[i]);
            }

            sql.Append(')');
        }

        Filter("actor = @actor", "actor", query.Actor);
        Filter("kind = @kind", "kind", query.Kind);
        Filter("at >= @from", "from", TimeOf(query.From));
        Filter("at < @to", "to", TimeOf(query.To));
        if (query.After is { } after)
        {
            Filter($"at <= @at and (at < @at or ({subject}, number) < (@after, @number))", "at", TimeOf(after.At));
            Add("after", after.Subject);
            Add("number", after.Number);
        }

        sql.Append(CultureInfo.InvariantCulture, $" order by at desc, {subject} desc, number desc limit @limit");
        Add("limit", query.Limit);
#pragma warning disable CA2100 // Constants and numbers of this class.
        command.CommandText = sql.ToString();
#pragma warning restore CA2100

        void Filter(string condition, string name, object? value)
        {
            if (value is not null)
            {
                sql.Append(" and ").Append(condition);
                Add(name, value);
            }
        }

        void Add(string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        object? TimeOf(DateTimeOffset? time) =>
            time is not { } at ? null
            : isPostgreSql ? at.UtcDateTime
            : at.ToUniversalTime().ToString(SqliteTime, CultureInfo.InvariantCulture);
    }
}
