using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Growth;

/// <summary>One of our stores of a given size, and what was measured on it.</summary>
internal sealed class GrownStore(OwnStore store, int accounts)
{
    public OwnStore Store => store;

    /// <summary>Accounts when it was made.</summary>
    public int Accounts => accounts;

    /// <summary>How <c>seed</c> ended; 0 where nothing had to be seeded.</summary>
    public int SeedExitCode { get; set; }

    /// <summary>How <c>fsck</c> ended; <c>null</c> when it was not run.</summary>
    public int? FsckExitCode { get; set; }

    /// <summary>A run a round.</summary>
    public List<LoadResult> Results { get; } = [];
}
