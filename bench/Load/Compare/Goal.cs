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
            .. OfDefaultHash(results),
            .. OfOverload(results),
        ];

        double Cpu(Scenario scenario, string rival) =>
            results.Median(scenario, rival, ComparisonResults.AllCpu)
            / results.Median(scenario, own, ComparisonResults.AllCpu);

        double Rate(Scenario scenario, string service) => RateOf(results, scenario, service);

        double Postgres(string service) => results.Median(Scenario.Spread, service, ComparisonResults.PostgresCpu);

        double P99(string service) => results.Median(Scenario.Open, service, run => run.Result.Main.Accepted.P99);
    }

    private static IEnumerable<Goal> OfDefaultHash(ComparisonResults results)
    {
        var own = RateOf(results, Scenario.DefaultHash, ComparisonResults.Own);
        yield return new(
            "Default hash: our sign-ups/s / hashes/s of Argon2id alone",
            own / RoundSummary.Of(results.HashesPerSecond).Median,
            0.93,
            0.97
        );
        foreach (var rival in Rival.All)
        {
            yield return new(
                $"Default hash, sign-ups/s: ours / {rival.Name}",
                own / RateOf(results, Scenario.DefaultHash, rival.Name),
                3.5,
                null
            );
        }
    }

    private static IEnumerable<Goal> OfOverload(ComparisonResults results) =>
        from one in results.Overload
        let flood = results.Runs.First(run => run.Scenario == Scenario.Overload && run.Cost == one.Key)
        select new Goal(
            $"Four times the peak rate, {one.Key} hash: accepted/s / peak",
            flood.Result.AcceptedPerSecond / one.Value.Peak,
            0.9,
            null
        );

    private static double RateOf(ComparisonResults results, Scenario scenario, string service) =>
        results.Median(scenario, service, run => run.Result.AcceptedPerSecond);
}
