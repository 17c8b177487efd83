using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.Leases;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sweep;

/// <summary>
/// Finds claims that a crash, a time-out or a failed withdrawal left: their leases have passed, and their owners' rows
/// do not list them. Each claim found is only a candidate. Its grain asks the owner and releases the claim if the
/// answer is a binding "no" (docs/protocol.md#rule-16). Also lets codes ask about redemptions that are still pending
/// after their leases (docs/protocol.md#rule-13), and purchases finish what is pending (docs/adr/0035-purchases.md).
/// </summary>
/// <remarks>
/// Any number of nodes may sweep at the same time. The owner's row may be in another database than the claim's, so it
/// is read by another statement, a moment later: the candidates are those of no single moment, and need not be.
/// </remarks>
internal sealed partial class StaleClaims(
    RegistrationStore store,
    IGrainFactory grains,
    LeaseClock leases,
    TimeProvider time,
    IOptions<ClusterOptions> cluster,
    SweepMetrics metrics,
    ILogger<StaleClaims> logger
)
{
    private const int RowsAtOnce = 500;

    private static readonly string[] Types =
    [
        GrainTypes.Username,
        GrainTypes.Nickname,
        GrainTypes.Email,
        GrainTypes.Code,
        GrainTypes.Purchase,
    ];

    // Both kinds of database read the statements.
    private static readonly string ClaimStatement = $"""
        select grain_key, payload ->> 'owner', payload ->> 'lease_end', payload ->> 'pending'
        from grain_state
        where service_id = @service and grain_type = @type and grain_key > @after
        order by grain_key
        limit {RowsAtOnce}
        """;

    /// <summary>Looks at every row of a name, a code or a purchase once, in chunks.</summary>
    /// <param name="rest">
    /// The rest after each chunk, as a multiple of the time that the chunk took. It leaves the database and the
    /// processor to others.
    /// </param>
    /// <returns>
    /// The number of claims left for the next sweep, because a grain did not answer or could not reach its storage.
    /// </returns>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public async Task<int> SweepAsync(int rest, CancellationToken cancellationToken)
    {
        var (found, failed) = (0, 0);
        foreach (var (database, type) in store.Databases.SelectMany(one => Types.Select(type => (one, type))))
        {
            string? after = "";
            while (after is not null)
            {
                var start = time.GetTimestamp();
                var (last, stale, pending) = await ReadAsync(database, type, after, cancellationToken);
                foreach (var (key, owner) in stale)
                {
                    found++;
                    failed += await TryAsync(() => ReleaseAsync(key, owner));
                }

                foreach (var key in pending)
                {
                    failed += await TryAsync(() => ResumeAsync(key));
                }

                after = last;
                await Task.Delay(time.GetElapsedTime(start) * rest, time, cancellationToken);
            }
        }

        metrics.Done(found);
        if (found > 0)
        {
            LogSwept(found, failed);
        }

        return failed;
    }

    private async Task<int> ReleaseAsync(string key, UserId owner)
    {
        await (
            GrainKeys.TryParseCode(key, out var code)
                ? grains.GetCode(code).ReleaseAsync(owner)
                : grains.GetReservation(GrainKeys.ParseName(key)).ReleaseAsync(owner)
        );
        return 0;
    }

    private async Task<int> ResumeAsync(string key)
    {
        if (GrainKeys.TryParseCode(key, out var code))
        {
            return await grains.GetCode(code).AskDueAsync();
        }

        if (GrainKeys.TryParsePurchase(key, out var purchase))
        {
            await grains.GetPurchase(purchase).ResumeAsync();
        }

        return 0;
    }

    /// <returns>The number of claims that <paramref name="call"/> leaves; 1 when it fails.</returns>
    private static async Task<int> TryAsync(Func<Task<int>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (Failure.IsTransient(exception))
        {
            return 1; // the sweep logs a count; storage logs its failures in full
        }
    }

    /// <returns>
    /// The last key of the chunk, or <c>null</c> after the last chunk; the candidates in the chunk; and the keys of its
    /// codes and purchases with something pending.
    /// </returns>
    private async Task<(string? Last, List<(string Key, UserId Owner)> Stale, List<string> Pending)> ReadAsync(
        RegistrationDatabase database,
        string type,
        string after,
        CancellationToken cancellationToken
    )
    {
        var (rows, last, claims, pending) = (0, after, new List<(string Key, UserId Owner)>(), new List<string>());
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            await using var command = Command(connection, ClaimStatement, ("type", type), ("after", after));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                rows++;
                last = reader.GetString(0);
                if (
                    reader.GetValue(2) is string end
                    && DateTimeOffset.TryParse(end, CultureInfo.InvariantCulture, out var leaseEnd)
                    && leases.HasPassed(leaseEnd)
                    && UserId.TryParse(reader.GetValue(1) as string, out var owner)
                    && owner != default // a house code
                )
                {
                    claims.Add((last, owner));
                }

                if (reader.GetValue(3) is string and not "{}")
                {
                    pending.Add(last);
                }
            }
        }

        var held = await ReadHeldAsync(claims.Select(claim => claim.Owner).Distinct(), type, cancellationToken);
        claims.RemoveAll(claim => held.TryGetValue(claim.Owner, out var names) && Lists(names, type, claim.Key));
        return (rows < RowsAtOnce ? null : last, claims, pending);
    }

    /// <summary>Reads what owners hold of a type, each owner's row in its home.</summary>
    /// <returns>The name's key, or all codes as JSON. An owner that holds nothing is missing.</returns>
    private async Task<Dictionary<UserId, string>> ReadHeldAsync(
        IEnumerable<UserId> owners,
        string type,
        CancellationToken cancellationToken
    )
    {
        var held = new Dictionary<UserId, string>();
        foreach (var home in owners.GroupBy(owner => store.HomeOf(Encoding.UTF8.GetBytes(owner.GrainKey))))
        {
            await ReadHeldAsync(store.Databases[home.Key], [.. home], type, held, cancellationToken);
        }

        return held;
    }

    private async Task ReadHeldAsync(
        RegistrationDatabase database,
        UserId[] owners,
        string type,
        Dictionary<UserId, string> held,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = Command(
            connection,
            HolderStatement(type, owners.Length),
            [("user", GrainTypes.User), .. owners.Select((owner, number) => ($"o{number}", (object)owner.GrainKey))]
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (GrainKeys.TryParseUser(reader.GetString(0), out var owner) && reader.GetValue(1) is string names)
            {
                held[owner] = names;
            }
        }
    }

    private static bool Lists(string names, string type, string key) =>
        type == GrainTypes.Code
            ? names.Contains($"\"{key[(type.Length + 1)..]}\"", StringComparison.Ordinal)
            : names == key[(type.Length + 1)..];

    // A live account holds its names. A committed account, live or ended, holds all codes that it ever had.
    private static string HolderStatement(string type, int owners)
    {
        var held =
            type == GrainTypes.Code
                ? "case when payload ->> 'status' <> 'Tombstone' then "
                    + "(payload ->> 'codes') || coalesce(payload ->> 'issued_codes', '') end"
                : $"case when payload ->> 'status' = 'Live' then payload ->> '{type}_key' end";
        var keys = string.Join(", ", Enumerable.Range(0, owners).Select(number => $"@o{number}"));
        return $"""
            select grain_key, {held} from grain_state
            where service_id = @service and grain_type = @user and grain_key in ({keys})
            """;
    }

    private DbCommand Command(DbConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants and numbers of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters.Append(("service", cluster.Value.ServiceId)))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The sweep found {Claims} claims that nobody holds. It could not release {Failed} of them now."
    )]
    private partial void LogSwept(int claims, int failed);
}
