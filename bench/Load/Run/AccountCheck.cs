using System.Diagnostics;
using System.Globalization;
using System.Text;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Targets;
using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Run;

/// <summary>Whether each accepted sign-up left one account and one counted use, from outside: what is stored before and after.</summary>
internal sealed class AccountCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly IAccountStore _store;
    private readonly TestAccount? _hot;
    private readonly AccountCounts _before;

    private AccountCheck(IAccountStore store, TestAccount? hot, AccountCounts before) =>
        (_store, _hot, _before) = (store, hot, before);

    /// <summary>Waits until what came before is counted, and counts.</summary>
    public static async Task<AccountCheck> BeginAsync(
        IAccountStore store,
        TestAccount? hot,
        CancellationToken cancellationToken
    )
    {
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

    /// <summary>Counts again, until all is counted or a minute has passed; adds what does not agree to <paramref name="breaches"/>.</summary>
    /// <returns>Seconds until it agreed.</returns>
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

        // Uses follow the accounts that there are, accepted or unknown.
        var due = withCodes ? accounts : 0;
        if (now.Redemptions - _before.Redemptions is var redemptions && redemptions != due)
        {
            yield return Text($"{redemptions} uses counted for {due} accounts");
        }

        if (_hot is not null && now.RedemptionsOfHotCode - _before.RedemptionsOfHotCode is var hot && hot != due)
        {
            yield return Text($"{hot} uses of the one code counted for {due} accounts");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
