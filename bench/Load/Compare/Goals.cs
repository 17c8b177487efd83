using System.Globalization;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>The values of a comparison that have goals, and others that say something about them.</summary>
internal sealed class Goals(ComparisonResults results)
{
    private const string Own = ComparisonResults.Own;
    private const string NoMail = ComparisonResults.OwnWithoutMail;

    private readonly string _identity = Rival.Identity.Name;
    private readonly string _batch = Rival.IdentityBatch.Name;

    /// <summary>The values with goals.</summary>
    public IReadOnlyList<Goal> All =>
        [.. OfDefaultHash(), .. OfWhatFollows(), .. BesideIdentity(), .. OfFloodAndGrowth(), .. OfLogIns()];

    /// <summary>Values that no goal of today asks for.</summary>
    public IReadOnlyList<Goal> Others =>
        [
            new(
                "Ours: rate on one hot code / rate on spread codes",
                Rate(Scenario.Hot, Own) / Rate(Scenario.Spread, Own)
            ),
            new(
                "Ours, no mail: rate on one hot code / rate on spread codes",
                Rate(Scenario.Hot, NoMail) / Rate(Scenario.Spread, NoMail)
            ),
            new("CPU per sign-up with mail, no code / without mail and code", Cpu(Scenario.NoCode, Own) / Bare),
            new(
                "CPU per sign-up with mail, spread codes: Identity + EF / ours",
                Cpu(Scenario.Spread, _identity) / Cpu(Scenario.Spread, Own)
            ),
            new(
                "CPU per sign-up with mail, one hot code: Identity + EF / ours",
                Cpu(Scenario.Hot, _identity) / Cpu(Scenario.Hot, Own)
            ),
            new(
                "PostgreSQL CPU per sign-up, spread codes: Identity + EF / ours, no mail",
                Postgres(_identity) / Postgres(NoMail)
            ),
            new(
                "PostgreSQL CPU per sign-up: one call without a web server / ours, no mail",
                results.OneCallFloor / Postgres(NoMail)
            ),
            new("Sign-ups/s on SQLite / on PostgreSQL", Spread(ComparisonResults.OwnOnSqlite) / Spread(Own)),
            new(
                $"CPU per sign-up, SQLite: {Accounts} / empty",
                Cpu(Scenario.Spread, ComparisonResults.OwnOnLargeSqlite)
                    / Cpu(Scenario.Spread, ComparisonResults.OwnOnSqlite)
            ),
            .. Rival
                .All.Where(rival => rival != Rival.Identity)
                .Select(rival => new Goal(
                    $"Default hash, sign-ups/s: ours / {rival.Name}",
                    Rate(Scenario.DefaultHash, Own) / Rate(Scenario.DefaultHash, rival.Name)
                )),
            new("Default hash, four times the peak rate: accepted/s / peak", Kept(PasswordCost.Default)),
            new("Default hash, four times the peak rate: p50 of refusals, ms", RefusalP50(PasswordCost.Default)),
        ];

    private double Bare => Cpu(Scenario.NoCode, NoMail);

    private string Accounts => string.Create(CultureInfo.InvariantCulture, $"{results.LargeStore:#,0} accounts");

    private IEnumerable<Goal> OfDefaultHash()
    {
        const string what = "Default hash, sign-ups/s: ours / ";
        var own = Rate(Scenario.DefaultHash, Own);
        yield return new(what + "hashes/s of libsodium alone", own / results.Median(hash => hash.Libsodium), 2, 2.4);
        yield return new(what + "hashes/s of our hash alone", own / results.Median(hash => hash.Own), 0.85, 0.93);
        yield return new(what + "Identity + EF", own / Rate(Scenario.DefaultHash, _identity), 6, 7);
        yield return Goal.AtMost(
            $"Default hash, {Sizes.DefaultHashOpenRate} sign-ups/s: CPU ms beyond our hash alone",
            Cpu(Scenario.DefaultHashOpen, Own) - results.Median(hash => hash.OwnCpu),
            3,
            1.5
        );
    }

    private IEnumerable<Goal> OfWhatFollows()
    {
        const string mail = "CPU per sign-up with mail, ",
            noMail = "CPU per sign-up without mail, ",
            bare = " / without mail and code";
        var waiting = string.Create(CultureInfo.InvariantCulture, $"{results.WaitingMails.Before:#,0} mails waiting");
        yield return Goal.AtMost(mail + "spread codes" + bare, Cpu(Scenario.Spread, Own) / Bare, 2.5, 1.8);
        yield return Goal.AtMost(mail + "one hot code" + bare, Cpu(Scenario.Hot, Own) / Bare, 2.5, 1.8);
        yield return Goal.AtMost(
            $"{mail}spread codes: {waiting} / none",
            Cpu(Scenario.Spread, ComparisonResults.OwnWhileMailsWait) / Cpu(Scenario.Spread, Own),
            1.1,
            1
        );
        yield return Goal.AtMost(noMail + "spread codes" + bare, Cpu(Scenario.Spread, NoMail) / Bare, 1.6, 1.3);
        yield return Goal.AtMost(noMail + "one hot code" + bare, Cpu(Scenario.Hot, NoMail) / Bare, 1.4, 1.2);
    }

    private IEnumerable<Goal> BesideIdentity()
    {
        const string spread = "CPU per sign-up without mail, spread codes: ",
            hot = "CPU per sign-up without mail, one hot code: ";
        yield return new(spread + "Identity, batch / ours", Beside(Scenario.Spread, _batch), 1.2, 1.5);
        yield return new(hot + "Identity, batch / ours", Beside(Scenario.Hot, _batch), 2, 2.5);
        yield return new(spread + "Identity + EF / ours", Beside(Scenario.Spread, _identity), 2, 2.5);
        yield return new(hot + "Identity + EF / ours", Beside(Scenario.Hot, _identity), 4, 5);
        var open = $"p99 at {Sizes.OpenRate} sign-ups/s: Identity + EF / ours, ";
        yield return new(open + "no mail", P99(_identity) / P99(NoMail), 1, 1.5);
        yield return new(open + "mail", P99(_identity) / P99(Own), 1, 1.5);
    }

    private IEnumerable<Goal> OfFloodAndGrowth()
    {
        yield return new("Four times the peak rate: accepted/s / peak", Kept(PasswordCost.Cheap), 0.9, 0.95);
        yield return Goal.AtMost(
            "Four times the peak rate: p50 of refusals, ms",
            RefusalP50(PasswordCost.Cheap),
            20,
            null
        );
        yield return new(
            $"Sign-ups/s on SQLite: {Accounts} / empty",
            Spread(ComparisonResults.OwnOnLargeSqlite) / Spread(ComparisonResults.OwnOnSqlite),
            0.95,
            1
        );
    }

    private IEnumerable<Goal> OfLogIns()
    {
        yield return new(
            "Log-ins/s: ours / Identity + EF",
            Rate(Scenario.Login, NoMail) / Rate(Scenario.Login, _identity),
            1,
            1.5
        );
        yield return new(
            "CPU per log-in: Identity + EF / ours",
            Cpu(Scenario.Login, _identity) / Cpu(Scenario.Login, NoMail)
        );
        var own = Rate(Scenario.DefaultHashLogin, Own);
        yield return new(
            "Default hash, log-ins/s: ours / Identity + EF",
            own / Rate(Scenario.DefaultHashLogin, _identity)
        );
        yield return new(
            "Default hash, log-ins/s: ours / hashes/s of our hash alone",
            own / results.Median(hash => hash.Own)
        );
    }

    private double Cpu(Scenario scenario, string service) =>
        results.Median(scenario, service, ComparisonResults.AllCpu);

    private double Beside(Scenario scenario, string rival) => Cpu(scenario, rival) / Cpu(scenario, NoMail);

    private double Postgres(string service) => results.Median(Scenario.Spread, service, ComparisonResults.PostgresCpu);

    private double Rate(Scenario scenario, string service) =>
        results.Median(scenario, service, run => run.Result.AcceptedPerSecond);

    private double Spread(string service) => Rate(Scenario.Spread, service);

    private double P99(string service) => results.Median(Scenario.Open, service, run => run.Result.Main.Accepted.P99);

    private double Kept(PasswordCost cost) => results.Median(cost, flood => flood.Flood.AcceptedPerSecond / flood.Peak);

    private double RefusalP50(PasswordCost cost) => results.Median(cost, flood => flood.Flood.Main.Refused.P50);
}
