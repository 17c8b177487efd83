using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Leases;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sweep;

/// <summary>
/// Finds claims that a crash, a time-out or a failed withdrawal left: their leases have passed, and their owners' rows
/// do not list them. Each claim found is only a candidate. Its grain asks the owner and releases the claim if the
/// answer is a binding "no" (docs/protocol.md#rule-16). Also lets codes ask about redemptions that are still pending
/// after their leases (docs/protocol.md#rule-13).
/// </summary>
/// <remarks>Any number of nodes may sweep at the same time.</remarks>
internal sealed partial class StaleClaims(
    RegistrationDatabase database,
    IGrainFactory grains,
    LeaseClock leases,
    TimeProvider time,
    IOptions<ClusterOptions> cluster,
    ILogger<StaleClaims> logger
)
{
    private const int RowsAtOnce = 500;

    // SQL for "the owner's row lists the claim", where "name" is what the key has after its type. A live account holds
    // its names. A committed account, live or ended, holds all codes that it ever had. Both databases read these texts.
    private static readonly (string Type, string Held)[] Kinds =
    [
        (GrainTypes.Username, "holder ->> 'status' = 'Live' and holder ->> 'username_key' = name"),
        (GrainTypes.Nickname, "holder ->> 'status' = 'Live' and holder ->> 'nickname_key' = name"),
        (GrainTypes.Email, "holder ->> 'status' = 'Live' and holder ->> 'email_key' = name"),
        (GrainTypes.Code, "holder ->> 'status' <> 'Tombstone' and holder ->> 'codes' like '%\"' || name || '\"%'"),
    ];

    /// <summary>Looks at every row of a name or a code once, in chunks.</summary>
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
        foreach (var (type, held) in Kinds)
        {
            string? after = "";
            while (after is not null)
            {
                var start = time.GetTimestamp();
                var (last, stale, pending) = await ReadAsync(type, held, after, cancellationToken);
                foreach (var (key, owner) in stale)
                {
                    found++;
                    failed += await TryAsync(() => ReleaseAsync(key, owner));
                }

                foreach (var code in pending)
                {
                    failed += await TryAsync(() => grains.GetCode(code).AskDueAsync());
                }

                after = last;
                await Task.Delay(time.GetElapsedTime(start) * rest, time, cancellationToken);
            }
        }

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
    /// The last key of the chunk, or <c>null</c> after the last chunk; the candidates in the chunk; and its codes with
    /// pending redemptions.
    /// </returns>
    private async Task<(string? Last, List<(string Key, UserId Owner)> Stale, List<InvitationCode> Pending)> ReadAsync(
        string type,
        string held,
        string after,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The constants above.
        command.CommandText = $"""
            select grain_key, owner, lease_end, case when holder is not null and {held} then 1 else 0 end, pending
            from (
                select
                    c.grain_key,
                    substr(c.grain_key, length(c.grain_type) + 2) as name,
                    c.payload ->> 'owner' as owner,
                    c.payload ->> 'lease_end' as lease_end,
                    c.payload ->> 'pending' as pending,
                    (
                        select u.payload from grain_state u
                        where u.service_id = @service and u.grain_type = '{GrainTypes.User}'
                            and u.grain_key = '{GrainTypes.User}/' || (c.payload ->> 'owner')) as holder
                from grain_state c
                where c.service_id = @service and c.grain_type = @type and c.grain_key > @after
                order by c.grain_key
                limit @rows) claims
            order by grain_key
            """;
#pragma warning restore CA2100
        Add("service", cluster.Value.ServiceId);
        Add("type", type);
        Add("after", after);
        Add("rows", RowsAtOnce);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (rows, last, stale, pending) = (0, after, new List<(string, UserId)>(), new List<InvitationCode>());
        while (await reader.ReadAsync(cancellationToken))
        {
            rows++;
            last = reader.GetString(0);
            if (
                Convert.ToInt32(reader.GetValue(3), CultureInfo.InvariantCulture) == 0
                && reader.GetValue(2) is string end
                && DateTimeOffset.TryParse(end, CultureInfo.InvariantCulture, out var leaseEnd)
                && leases.HasPassed(leaseEnd)
                && UserId.TryParse(reader.GetValue(1) as string, out var owner)
            )
            {
                stale.Add((last, owner));
            }

            if (reader.GetValue(4) is string and not "{}" && GrainKeys.TryParseCode(last, out var code))
            {
                pending.Add(code);
            }
        }

        return (rows < RowsAtOnce ? null : last, stale, pending);

        void Add(string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The sweep found {Claims} claims that nobody holds. It could not release {Failed} of them now."
    )]
    private partial void LogSwept(int claims, int failed);
}
