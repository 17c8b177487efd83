using System.IO.Hashing;

namespace OrleansRegistration.Storage;

/// <summary>
/// Chooses the home of a key among databases by rendezvous hashing (highest random weight): each database draws a
/// number for the key, and the highest wins. So a database that joins takes its share from all others, a database that
/// leaves gives its share to all others, and no other key moves. Thread-safe.
/// </summary>
/// <remarks>
/// The hash is stored in where rows are: it must never change. It is XXH64 over the key in UTF-8, seeded with the XXH64
/// of the database's id (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md).
/// </remarks>
internal sealed class RendezvousHash
{
    private readonly long[] _seeds;

    /// <summary>Takes the ids of the databases, in the order in which homes are numbered.</summary>
    public RendezvousHash(IEnumerable<Guid> databases) =>
        _seeds = [.. databases.Select(id => (long)XxHash64.HashToUInt64(id.ToByteArray(bigEndian: true)))];

    /// <summary>The number of the database in which the row of a grain key must be.</summary>
    /// <param name="key">The grain key in UTF-8. It begins with the grain type.</param>
    public int HomeOf(ReadOnlySpan<byte> key)
    {
        var (home, highest) = (0, 0UL);
        for (var number = 0; number < _seeds.Length; number++)
        {
            var weight = XxHash64.HashToUInt64(key, _seeds[number]);
            if (weight >= highest)
            {
                (home, highest) = (number, weight);
            }
        }

        return home;
    }
}
