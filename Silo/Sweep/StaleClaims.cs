using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Leases;
using OrleansRegistration.Names;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sweep;

/// <summary>
/// Finds claims past their lease whose owner's row does not name them, and has each given up through its owner's binding "no" (protocol.md, rule 16): what a crash, a
/// time-out or a failed withdrawal left. What is found here is a candidate only; the grains decide.
/// </summary>
/// <remarks>Any number of nodes may sweep at once.</remarks>
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

    // A name is held by a live account whose record has it, a code by a committed record that has it, for ever. Both databases read this.
    private static readonly (string Type, string Held)[] Kinds =
    [
        ("username", "holder ->> 'status' = 'Live' and holder ->> 'username_key' = substr(grain_key, 10)"),
        ("nickname", "holder ->> 'status' = 'Live' and holder ->> 'nickname_key' = substr(grain_key, 10)"),
        ("email", "holder ->> 'status' = 'Live' and holder ->> 'email_key' = substr(grain_key, 7)"),
        (
            "code",
            "holder ->> 'status' <> 'Tombstone' and holder ->> 'codes' like '%\"' || substr(grain_key, 6) || '\"%'"
        ),
    ];

    /// <summary>Looks at every row of a name or a code once, a chunk at a time.</summary>
    /// <param name="rest">How many times as long as it works it rests, which is when others have database and processor.</param>
    /// <returns>How many claims could not be looked into, because a grain did not answer or could not reach its storage; they are left for the next sweep.</returns>
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
                var (last, stale) = await ReadAsync(type, held, after, cancellationToken);
                foreach (var (key, owner) in stale)
                {
                    found++;
                    failed += await TryForgetAsync(type, key, owner) ? 0 : 1;
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

    private async Task<bool> TryForgetAsync(string type, string key, UserId owner)
    {
        var name = key[(type.Length + 1)..];
        try
        {
            await (
                type switch
                {
                    "username" => grains.GetReservation(new(NameKind.Username, name)).ForgetAsync(owner),
                    "nickname" => grains.GetReservation(new(NameKind.Nickname, name)).ForgetAsync(owner),
                    "email" => grains.GetReservation(new(NameKind.Email, name)).ForgetAsync(owner),
                    _ => InvitationCode.TryParse(name, out var code)
                        ? grains.GetCode(code).ForgetAsync(owner)
                        : Task.CompletedTask,
                }
            );
            return true;
        }
        catch (Exception exception) when (Failure.IsTransient(exception))
        {
            return false; // counted below; where storage fails it is logged in full
        }
    }

    /// <returns>The last key of the chunk, <c>null</c> after the last chunk, and the candidates in it.</returns>
    private async Task<(string? Last, List<(string Key, UserId Owner)> Stale)> ReadAsync(
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
            select grain_key, owner, lease_end, case when holder is not null and {held} then 1 else 0 end
            from (
                select c.grain_key, c.payload ->> 'owner' as owner, c.payload ->> 'lease_end' as lease_end, (
                    select u.payload from grain_state u
                    where u.service_id = @service and u.grain_type = 'user' and u.grain_key = 'user/' || (c.payload ->> 'owner')) as holder
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
        var (rows, last, stale) = (0, after, new List<(string, UserId)>());
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
        }

        return (rows < RowsAtOnce ? null : last, stale);

        void Add(string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The sweep found {Claims} claims of names and codes whose owners do not hold them; {Failed} of them could not be given up now."
    )]
    private partial void LogSwept(int claims, int failed);
}
