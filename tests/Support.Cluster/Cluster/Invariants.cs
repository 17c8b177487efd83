using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Fsck;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>The invariants of protocol.md, checked on all rows from outside by the operators' own checker; a breach names its rows.</summary>
public static class Invariants
{
    /// <summary>Checks all that rows show on everything stored. Nothing may be in flight for codes in <paramref name="settled"/>.</summary>
    public static async Task CheckAsync(RegistrationCluster cluster, params InvitationCode[] settled)
    {
        var breaches = new List<string>();
        var database = cluster.Silo.Silos[0].ServiceProvider.GetRequiredService<RegistrationDatabase>();
        var summary = await StoreCheck.RunAsync(
            database,
            RegistrationCluster.ServiceId,
            cluster.Clock,
            limitsWereLowered: false,
            Add
        );
        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
        Assert.True(summary.Live > 0, "Nothing was checked.");

        if (settled.Length > 0)
        {
            var stored = Codes(await cluster.RowsAsync());
            Assert.All(settled, code => Assert.Empty(stored[code.GrainKey].Pending));
        }

        void Add(Breach breach)
        {
            // By a clock that a test moves on, claims that no sweep has seen are of any age: CheckSweptAsync.
            if (breach.Invariant != Invariant.Abandoned)
            {
                breaches.Add(breach.ToLine());
            }
        }
    }

    /// <summary>Sweeps, and checks that no claim is left whose owner does not hold it, however old.</summary>
    public static async Task CheckSweptAsync(RegistrationCluster cluster)
    {
        cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
        for (var tries = 0; await cluster.SweepAsync() > 0; tries++)
        {
            Assert.True(tries < 10, "Claims cannot be given up."); // the first may fail: a grain's memory was overtaken
        }

        cluster.Clock.MoveOn(TimeSpan.FromHours(2));
        var breaches = new List<string>();
        var database = cluster.Silo.Silos[0].ServiceProvider.GetRequiredService<RegistrationDatabase>();
        await StoreCheck.RunAsync(
            database,
            RegistrationCluster.ServiceId,
            cluster.Clock,
            limitsWereLowered: false,
            breach => breaches.Add(breach.ToLine())
        );
        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }

    /// <summary>Whether the stored records of these codes have no use in flight.</summary>
    public static bool NothingIsPending(
        IReadOnlyList<(string Type, string Key, string Payload)> rows,
        InvitationCode[] codes
    )
    {
        var stored = Codes(rows.Where(row => codes.Any(code => code.GrainKey == row.Key)));
        return codes.All(code => stored[code.GrainKey].Pending.IsEmpty);
    }

    private static Dictionary<string, InvitationCodeRecord> Codes(
        IEnumerable<(string Type, string Key, string Payload)> rows
    ) =>
        rows.Where(row => row.Type == "code")
            .ToDictionary(
                row => row.Key,
                row => JsonSerializer.Deserialize(row.Payload, StateJson.Default.InvitationCodeRecord)!
            );
}
