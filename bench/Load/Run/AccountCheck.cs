using System.Diagnostics;
using System.Globalization;
using System.Text;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Targets;
using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Run;

/// <summary>
/// Checks that every accepted sign-up left one account and one counted redemption. It compares the database before and
/// after a run.
/// </summary>
internal sealed class AccountCheck
{
    /// <summary>
    /// Longer than our service keeps a count in memory before it stores the count
    /// (docs/adr/0030-claims-without-grains-counts-without-writes.md).
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly IAccountStore _store;
    private readonly TestAccount? _hot;
    private readonly AccountCounts _before;

    private AccountCheck(IAccountStore store, TestAccount? hot, AccountCounts before) =>
        (_store, _hot, _before) = (store, hot, before);

    /// <summary>Counts, after the service has counted all earlier redemptions.</summary>
    public static async Task<AccountCheck> BeginAsync(
        IAccountStore store,
        TestAccount? hot,
        CancellationToken cancellationToken
    )
    {
        await Task.Delay(store.CountsAfterReply ? Settling : TimeSpan.Zero, cancellationToken);
        var counts = await CountAsync(store, hot, cancellationToken);
        while (store.CountsAfterReply)
        {
            await Task.Delay(Pause, cancellationToken);
            var again = await CountAsync(store, hot, cancellationToken);
            if (again == counts)
            {
                break;
            }

            counts = again;
        }

        return new(store, hot, counts);
    }

    /// <summary>Counts again, until all is counted or a minute has passed.</summary>
    /// <param name="breaches">Gets a text for each count that does not agree.</param>
    /// <returns>The seconds until the counts agreed.</returns>
    public async Task<double> EndAsync(
        Tally signUps,
        bool withCodes,
        List<string> breaches,
        CancellationToken cancellationToken
    )
    {
        var accepted = signUps.Count(Reply.IsAccepted);
        var most = accepted + signUps.Count(Reply.IsUnknown);
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var now = await CountAsync(_store, _hot, cancellationToken);
            var found = Disagreements(now, accepted, most, withCodes).ToArray();
            if (found.Length == 0 || !_store.CountsAfterReply || Stopwatch.GetElapsedTime(start) > Patience)
            {
                breaches.AddRange(found);
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static Task<AccountCounts> CountAsync(
        IAccountStore store,
        TestAccount? hot,
        CancellationToken cancellationToken
    ) => store.CountAsync(hot is null ? null : (hot.Username, Encoding.ASCII.GetString(hot.Code)), cancellationToken);

    private IEnumerable<string> Disagreements(AccountCounts now, int accepted, int most, bool withCodes)
    {
        var accounts = now.Accounts - _before.Accounts;
        if (accounts < accepted || accounts > most)
        {
            yield return Text($"{accounts} accounts for {accepted} accepted");
        }

        // A sign-up without an answer may have left an account, which counts as well.
        var due = withCodes ? accounts : 0;
        if (now.Redemptions - _before.Redemptions is var redemptions && redemptions != due)
        {
            yield return Text($"{redemptions} redemptions counted for {due} accounts");
        }

        if (_hot is not null && now.RedemptionsOfHotCode - _before.RedemptionsOfHotCode is var hot && hot != due)
        {
            yield return Text($"{hot} redemptions of the one code counted for {due} accounts");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
