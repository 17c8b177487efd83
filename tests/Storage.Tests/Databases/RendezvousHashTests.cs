using System.Globalization;
using System.Text;
using CsCheck;

namespace OrleansRegistration.Storage;

public sealed class RendezvousHashTests
{
    private const int Keys = 2_000;

    private static readonly Gen<Guid[]> Databases = Gen.Guid.Array[1, 9];

    [Fact]
    public void Home_is_never_another_one()
    {
        // Rows are where this hash put them. A change of it would lose them.
        Guid[] ids = [.. Enumerable.Range(1, 5).Select(number => new Guid(number, 0, 0, new byte[8]))];
        var hash = new RendezvousHash(ids);
        string[] keys = ["username/ann", "email/ann@example.org", "code/ABC123", "outbox/7", "nickname/安"];
        Assert.Equal([4, 0, 0, 3, 0], keys.Select(key => hash.HomeOf(Encoding.UTF8.GetBytes(key))));
    }

    [Fact]
    public void Keys_are_spread_evenly() =>
        Databases.Sample(
            ids =>
            {
                var homes = Homes(ids).CountBy(home => home).ToDictionary();
                var fair = (double)Keys / ids.Length;
                // Six standard deviations of a binomial distribution.
                var bound = 6 * Math.Sqrt(fair * (1 - (1.0 / ids.Length)));
                return ids.Index().All(id => Math.Abs(homes.GetValueOrDefault(id.Index) - fair) <= bound);
            },
            iter: 200
        );

    [Fact]
    public void Database_that_joins_takes_keys_and_no_other_key_moves() =>
        Gen.Select(Databases, Gen.Guid)
            .Sample(
                (ids, joining) =>
                    Homes(ids)
                        .Zip(Homes([.. ids, joining]))
                        .All(key => key.Second == ids.Length || key.First == key.Second),
                iter: 200
            );

    [Fact]
    public void Home_does_not_depend_on_the_order_of_the_databases() =>
        Databases
            .SelectMany(ids => Gen.Shuffle(ids).Select(shuffled => (ids, shuffled)))
            .Sample(
                (ids, shuffled) =>
                    Homes(ids).Select(home => ids[home]).SequenceEqual(Homes(shuffled).Select(home => shuffled[home])),
                iter: 200
            );

    private static IEnumerable<int> Homes(Guid[] ids)
    {
        var hash = new RendezvousHash(ids);
        return Enumerable
            .Range(0, Keys)
            .Select(number =>
                hash.HomeOf(
                    Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"username/seed{number:D7}"))
                )
            );
    }
}
