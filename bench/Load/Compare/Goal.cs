using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>A ratio of two measured values, with its goals.</summary>
/// <param name="Of">The two values.</param>
/// <param name="AtLeast">The goal; <c>null</c> where there is no goal.</param>
/// <param name="Stretch">The better goal; <c>null</c> where there is no such goal.</param>
internal sealed record Goal(string Of, double Ratio, double? AtLeast, double? Stretch)
{
    /// <summary>Which goal the ratio reaches. A ratio that was not measured reaches none.</summary>
    public string Verdict =>
        (Ratio >= AtLeast, Ratio >= Stretch) switch
        {
            (_, true) => "stretch goal",
            (true, _) => "goal",
            _ when AtLeast is not null => "**no**",
            _ => Stretch is null ? "" : "no",
        };

    /// <summary>All ratios of a comparison.</summary>
    public static IReadOnlyList<Goal> All(ComparisonResults results)
    {
        string own = ComparisonResults.Own,
            identity = Rival.Identity.Name,
            batch = Rival.IdentityBatch.Name;
        return
        [
            new("CPU per sign-up, spread codes: Identity + EF / ours", Cpu(Scenario.Spread, identity), 1.5, null),
            new("CPU per sign-up, one hot code: Identity + EF / ours", Cpu(Scenario.Hot, identity), 4, null),
            new("CPU per sign-up, spread codes: Identity, batch / ours", Cpu(Scenario.Spread, batch), null, 1.5),
            new("CPU per sign-up, one hot code: Identity, batch / ours", Cpu(Scenario.Hot, batch), null, 2.5),
            new(
                "Ours: rate on one hot code / rate on spread codes",
                Rate(Scenario.Hot, own) / Rate(Scenario.Spread, own),
                0.9,
                null
            ),
            new(
                "PostgreSQL CPU per sign-up, spread codes: Identity + EF / ours",
                Postgres(identity) / Postgres(own),
                5,
                null
            ),
            new(
                "PostgreSQL CPU per sign-up: one call without a web server / ours",
                results.OneCallFloor / Postgres(own),
                null,
                1
            ),
            new(
                "Log-ins/s, cheap hash: ours / Identity + EF",
                Rate(Scenario.Login, own) / Rate(Scenario.Login, identity),
                1,
                1.5
            ),
            new("CPU per log-in, cheap hash: Identity + EF / ours", Cpu(Scenario.Login, identity), null, null),
            new("p99 at 300 sign-ups/s: Identity + EF / ours", P99(identity) / P99(own), 1, 2),
            new(
                "Sign-ups/s on SQLite / on PostgreSQL",
                Rate(Scenario.Spread, ComparisonResults.OwnOnSqlite) / Rate(Scenario.Spread, own),
                0.6,
                1
            ),
            new(
                "Default hash: our sign-ups/s / hashes/s of Argon2id alone",
                Rate(Scenario.DefaultHash, own) / RoundSummary.Of(results.HashesPerSecond).Median,
                0.93,
                0.97
            ),
            .. Rival.All.Select(rival => new Goal(
                $"Default hash, sign-ups/s: ours / {rival.Name}",
                Rate(Scenario.DefaultHash, own) / Rate(Scenario.DefaultHash, rival.Name),
                3.5,
                null
            )),
            .. results.Overload.Select(one => new Goal(
                $"Four times the peak rate, {one.Key} hash: accepted/s / peak",
                Flood(one.Key) / one.Value.Peak,
                0.9,
                null
            )),
        ];

        double Cpu(Scenario scenario, string rival) =>
            results.Median(scenario, rival, ComparisonResults.AllCpu)
            / results.Median(scenario, own, ComparisonResults.AllCpu);

        double Rate(Scenario scenario, string service) =>
            results.Median(scenario, service, run => run.Result.AcceptedPerSecond);

        double Postgres(string service) => results.Median(Scenario.Spread, service, ComparisonResults.PostgresCpu);

        double P99(string service) => results.Median(Scenario.Open, service, run => run.Result.Main.Accepted.P99);

        double Flood(PasswordCost cost) =>
            results.Runs.First(run => run.Scenario == Scenario.Overload && run.Cost == cost).Result.AcceptedPerSecond;
    }
}
