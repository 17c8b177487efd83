using System.Security.Cryptography;

namespace OrleansRegistration.Storage;

/// <summary>
/// A row's versions, which only grow and never come twice (protocol.md, "Words"), though rows of names and codes are deleted: such a row starts at a
/// random -k, goes on with k, and then by one, so that a write decided on a deleted row meets no new one (docs/adr/0013, 0016). Other rows start at 1.
/// </summary>
/// <remarks>An insert is thereby told from an update by its version alone: it is 1 or negative. Migrations/*/0003.sql says the same in SQL.</remarks>
internal static class RowVersions
{
    /// <summary>Half of what an <see cref="int"/> holds, which is what AdoNet storage takes: the other half is for updates.</summary>
    private const int LargestStart = 1 << 30;

    /// <summary>Whether rows of a type may be deleted.</summary>
    public static bool MayEnd(string grainType) => GrainTypes.IsName(grainType) || grainType == GrainTypes.Code;

    /// <summary>The version of a new row.</summary>
    public static int First(string grainType) =>
        MayEnd(grainType) ? -RandomNumberGenerator.GetInt32(2, LargestStart) : 1;

    /// <summary>The version after <paramref name="version"/>.</summary>
    public static int After(int version) => version < 0 ? -version : version + 1;
}
