using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Growth;

/// <summary>One of our stores with a number of accounts, and its results.</summary>
internal sealed class GrownStore(OwnStore store, int accounts)
{
    public OwnStore Store => store;

    /// <summary>The number of accounts before the load.</summary>
    public int Accounts => accounts;

    /// <summary>The exit code of <c>seed</c>; 0 if the store needed no accounts.</summary>
    public int SeedExitCode { get; set; }

    /// <summary>The exit code of <c>fsck</c>; <c>null</c> if it did not run.</summary>
    public int? FsckExitCode { get; set; }

    /// <summary>The results, one for each round.</summary>
    public List<LoadResult> Results { get; } = [];
}
