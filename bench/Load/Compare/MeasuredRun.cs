using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>One run of a comparison.</summary>
internal sealed record MeasuredRun(Scenario Scenario, PasswordCost Cost, string Service, int Round, LoadResult Result);
