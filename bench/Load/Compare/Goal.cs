using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>A ratio of this run, the least that it should be, and what would be better than that; <c>null</c> where nothing was promised.</summary>
internal sealed record Reach(string Of, double Ratio, double? AtLeast, double? Beyond)
{
    /// <summary>What became of the promise. A ratio that was not measured is not reached.</summary>
    public string Verdict =>
        (Ratio >= AtLeast, Ratio >= Beyond) switch
        {
            (_, true) => "beyond",
            (true, _) => "yes",
            _ when AtLeast is not null => "**not reached**",
            _ => Beyond is null ? "" : "no",
        };

    /// <summary>All ratios of a comparison.</summary>
    public static IReadOnlyList<Reach> All(Outcome outcome)
    {
        string own = Outcome.Own,
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
                outcome.OneCallFloor / Postgres(own),
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
                Rate(Scenario.Spread, Outcome.OwnOnSqlite) / Rate(Scenario.Spread, own),
                0.6,
                1
            ),
            new(
                "Default hash: our sign-ups/s / hashes/s of Argon2id alone",
                Rate(Scenario.DefaultHash, own) / Rounds.Of(outcome.HashesPerSecond).Median,
                0.93,
                0.97
            ),
            .. Rival.All.Select(rival => new Reach(
                $"Default hash, sign-ups/s: ours / {rival.Name}",
                Rate(Scenario.DefaultHash, own) / Rate(Scenario.DefaultHash, rival.Name),
                3.5,
                null
            )),
            .. outcome.Overload.Select(one => new Reach(
                $"Four times the peak rate, {one.Key} hash: accepted/s / peak",
                Flood(one.Key) / one.Value.Peak,
                0.9,
                null
            )),
        ];

        double Cpu(Scenario scenario, string rival) =>
            outcome.Median(scenario, rival, Outcome.AllCpu) / outcome.Median(scenario, own, Outcome.AllCpu);

        double Rate(Scenario scenario, string service) =>
            outcome.Median(scenario, service, figure => figure.Result.AcceptedPerSecond);

        double Postgres(string service) => outcome.Median(Scenario.Spread, service, Outcome.PostgresCpu);

        double P99(string service) => outcome.Median(Scenario.Open, service, figure => figure.Result.Main.Accepted.P99);

        double Flood(PasswordCost cost) =>
            outcome
                .Figures.First(figure => figure.Scenario == Scenario.Overload && figure.Cost == cost)
                .Result.AcceptedPerSecond;
    }
}
