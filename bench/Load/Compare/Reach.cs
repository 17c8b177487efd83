using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>A ratio of this run, and the least that it should be.</summary>
/// <param name="Wanted"><c>null</c> where nothing was promised.</param>
internal sealed record Reach(string Of, double Ratio, double? Wanted)
{
    /// <summary>Whether it is as good as wanted; not when it was not measured.</summary>
    public bool IsReached => Wanted is null || Ratio >= Wanted;

    /// <summary>All ratios of a comparison.</summary>
    public static IReadOnlyList<Reach> All(Outcome outcome)
    {
        string own = Outcome.Own, identity = Rival.Identity.Name, batch = Rival.IdentityBatch.Name;
        return
        [
            new("CPU per sign-up, spread codes: Identity + EF / ours", Cpu(Scenario.Spread, identity), 1.5),
            new("CPU per sign-up, one hot code: Identity + EF / ours", Cpu(Scenario.Hot, identity), 4),
            new("CPU per sign-up, spread codes: Identity, batch / ours", Cpu(Scenario.Spread, batch), 1.5),
            new("CPU per sign-up, one hot code: Identity, batch / ours", Cpu(Scenario.Hot, batch), 2.5),
            new("Ours: rate on one hot code / rate on spread codes", Rate(Scenario.Hot, own) / Rate(Scenario.Spread, own), 0.9),
            new("PostgreSQL CPU per sign-up, spread codes: Identity + EF / ours", Postgres(identity) / Postgres(own), 5),
            new("PostgreSQL CPU per sign-up: one call without a web server / ours", outcome.OneCallFloor / Postgres(own), null),
            new("Log-ins/s, cheap hash: ours / Identity + EF", Rate(Scenario.Login, own) / Rate(Scenario.Login, identity), null),
            new("CPU per log-in, cheap hash: Identity + EF / ours", Cpu(Scenario.Login, identity), null),
            new("p99 at 300 sign-ups/s: Identity + EF / ours", P99(identity) / P99(own), null),
            new("Sign-ups/s on SQLite / on PostgreSQL", Rate(Scenario.Spread, Outcome.OwnOnSqlite) / Rate(Scenario.Spread, own), null),
            new("Default hash: our sign-ups/s / hashes/s of Argon2id alone", Rate(Scenario.DefaultHash, own) / Rounds.Of(outcome.HashesPerSecond).Median, null),
            .. Rival.All.Select(rival => new Reach($"Default hash, sign-ups/s: ours / {rival.Name}", Rate(Scenario.DefaultHash, own) / Rate(Scenario.DefaultHash, rival.Name), null)),
            .. outcome.Overload.Select(one => new Reach($"Four times the peak rate, {one.Key} hash: accepted/s / peak", Flood(one.Key) / one.Value.Peak, null)),
        ];

        double Cpu(Scenario scenario, string rival) => outcome.Median(scenario, rival, Outcome.AllCpu) / outcome.Median(scenario, own, Outcome.AllCpu);

        double Rate(Scenario scenario, string service) => outcome.Median(scenario, service, figure => figure.Result.AcceptedPerSecond);

        double Postgres(string service) => outcome.Median(Scenario.Spread, service, Outcome.PostgresCpu);

        double P99(string service) => outcome.Median(Scenario.Open, service, figure => figure.Result.Main.Accepted.P99);

        double Flood(PasswordCost cost) => outcome.Figures.First(figure => figure.Scenario == Scenario.Overload && figure.Cost == cost).Result.AcceptedPerSecond;
    }
}
