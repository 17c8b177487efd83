using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Fsck;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>
/// Checks the invariants (docs/protocol.md#invariants) on all rows with <c>fsck</c>. A breach names its rows.
/// </summary>
public static class Invariants
{
    /// <summary>
    /// Checks everything stored. Codes in <paramref name="settled"/> must have no pending redemption.
    /// </summary>
    public static async Task CheckAsync(RegistrationCluster cluster, params InvitationCode[] settled)
    {
        var breaches = new List<string>();
        var store = cluster.Silo.Silos[0].ServiceProvider.GetRequiredService<RegistrationStore>();
        var summary = await StoreCheck.RunAsync(
            store,
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
            // Moving the clock on makes every claim old that no sweep has seen. CheckSweptAsync looks at those.
            if (breach.Invariant != Invariant.Abandoned)
            {
                breaches.Add(breach.ToLine());
            }
        }
    }

    /// <summary>Sweeps, and checks that no claim of any age is left that its owner does not hold.</summary>
    public static async Task CheckSweptAsync(RegistrationCluster cluster)
    {
        cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
        for (var tries = 0; await cluster.SweepAsync() > 0; tries++)
        {
            // The first sweep may fail, because a grain's memory may be older than its row.
            Assert.True(tries < 10, "Claims cannot be given up.");
        }

        cluster.Clock.MoveOn(TimeSpan.FromHours(2));
        var breaches = new List<string>();
        var store = cluster.Silo.Silos[0].ServiceProvider.GetRequiredService<RegistrationStore>();
        await StoreCheck.RunAsync(
            store,
            RegistrationCluster.ServiceId,
            cluster.Clock,
            limitsWereLowered: false,
            breach => breaches.Add(breach.ToLine())
        );
        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }

    /// <summary>Whether the stored records of these codes have no pending redemption.</summary>
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
