using System.Globalization;
using OrleansRegistration.Leases;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Fsck;

/// <summary>Takes the breaches that checkers find in a store.</summary>
/// <param name="now">The moment of the rows, by the clock that gives leases.</param>
/// <param name="report">Receives each breach when it is found.</param>
internal sealed class Findings(DateTimeOffset now, Action<Breach> report)
{
    private static readonly TimeSpan LongestLease = TimeSpan.FromSeconds(LeaseOptions.MaxSeconds);

    // The sweep looks at every claim each half hour.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    /// <summary>The moment of the rows.</summary>
    public DateTimeOffset Now => now;

    /// <summary>A stale claim must be gone if its lease had passed at this moment.</summary>
    public DateTimeOffset Abandoned => now - AbandonedAfter;

    /// <summary>The number of breaches so far.</summary>
    public long Breaches { get; private set; }

    /// <summary>Reports a breach.</summary>
    /// <param name="what">What is wrong, in words and numbers without keys.</param>
    /// <param name="rows">The rows concerned, including a row that should exist and does not.</param>
    public void Report(Invariant invariant, string what, params ReadOnlySpan<RowKey> rows)
    {
        Breaches++;
        report(new(invariant, what, [.. rows]));
    }

    /// <summary>Checks that a claim has an owner.</summary>
    public void CheckOwner(RowKey row, UserId owner)
    {
        if (owner.Value == Guid.Empty)
        {
            Report(Invariant.Readable, "the payload has no owner", row);
        }
    }

    /// <summary>
    /// Checks I5 as far as rows show it: a lease that ends later than the longest lease from now was given by a wrong
    /// clock or with a wrong setting.
    /// </summary>
    public void CheckLease(RowKey row, DateTimeOffset leaseEnd)
    {
        if (leaseEnd > now + LongestLease)
        {
            Report(
                Invariant.I5,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a lease ends at {leaseEnd:u}, later than {LongestLease.TotalSeconds} s from now"
                ),
                row
            );
        }
    }
}
