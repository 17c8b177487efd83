using System.Security.Cryptography;

namespace OrleansRegistration.Storage;

/// <summary>
/// The versions of a row, which only grow and never repeat (docs/protocol.md#words), although rows of names and codes
/// may be deleted. A row that may be deleted starts at a random -k, continues with k and then counts up. So a write
/// that was decided on a deleted row does not fit a new one (docs/adr/0013-account.md,
/// docs/adr/0016-withdrawn-claims.md). Other rows start at 1.
/// </summary>
/// <remarks>
/// The version of an insert is 1 or negative, which tells it from an update. Migrations/*/0003.sql has the same rule in
/// SQL.
/// </remarks>
internal static class RowVersions
{
    /// <summary>
    /// Half of the range of <see cref="int"/>, the type of versions in AdoNet storage. The other half is for updates.
    /// </summary>
    private const int LargestStart = 1 << 30;

    /// <summary>Whether rows of a type may be deleted: rows of names and codes.</summary>
    public static bool MayEnd(string grainType) => GrainTypes.IsName(grainType) || grainType == GrainTypes.Code;

    /// <summary>The version of a new row.</summary>
    public static int First(string grainType) =>
        MayEnd(grainType) ? -RandomNumberGenerator.GetInt32(2, LargestStart) : 1;

    /// <summary>The version after <paramref name="version"/>.</summary>
    public static int After(int version) => version < 0 ? -version : version + 1;
}
