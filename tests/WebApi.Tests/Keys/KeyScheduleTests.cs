using System.Collections.Immutable;
using OrleansRegistration.Keys;

namespace OrleansRegistration.Tests;

public sealed class KeyScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly KeySchedule _schedule = new(TimeSpan.FromDays(30), TimeSpan.FromMinutes(15));
    private int _made;

    [Fact]
    public void Over_a_year_every_token_verifies_by_keys_that_are_an_hour_old_or_newer()
    {
        var keys = ImmutableArray<KeyRingKey>.Empty;
        var signers = new HashSet<string>();
        var signed = new Queue<string>(); // the keys of one token's life
        var published = new List<(DateTimeOffset At, HashSet<string> Ids)>();
        for (var now = Start; now < Start.AddDays(365); now += TimeSpan.FromMinutes(5))
        {
            keys = _schedule.Next(keys, now, Make);
            published.Add((now, [.. keys.Select(key => key.Id)]));
            var signer = KeySchedule.Active(keys, now).Id;
            signers.Add(signer);
            Assert.All(
                published.Where(p => p.At >= now - KeySchedule.CacheLife),
                p => Assert.True(p.At == Start || p.Ids.Contains(signer))
            );
            published.RemoveAll(p => p.At < now - KeySchedule.CacheLife);

            // A token that was signed a token's life ago is good to its end.
            signed.Enqueue(signer);
            if (signed.Count > 3)
            {
                Assert.Contains(
                    signed.Dequeue(),
                    keys.Where(key => !KeySchedule.IsRetired(key, now)).Select(key => key.Id)
                );
            }

            Assert.InRange(keys.Length, 1, 2);
        }

        Assert.Equal(13, signers.Count);
    }

    [Fact]
    public void After_a_long_stop_the_successor_is_published_before_it_signs()
    {
        var keys = _schedule.Next([], Start, Make);
        var late = Start.AddDays(90);
        keys = _schedule.Next(keys, late, Make);
        Assert.Equal("1", KeySchedule.Active(keys, late).Id);
        Assert.Equal(2, keys.Length);
        Assert.Equal("2", KeySchedule.Active(keys, late + KeySchedule.Ahead).Id);
    }

    [Fact]
    public void Nothing_due_changes_nothing()
    {
        var keys = _schedule.Next([], Start, Make);
        Assert.True(keys == _schedule.Next(keys, Start.AddDays(29), Make));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(2880)]
    public void First_key_of_a_clock_that_was_ahead_signs_at_once_and_is_put_right(int minutes)
    {
        var keys = _schedule.Next([], Start.AddMinutes(minutes), Make);
        Assert.Equal("1", KeySchedule.Active(keys, Start).Id);
        keys = _schedule.Next(keys, Start, Make);
        Assert.Equal("1", KeySchedule.Active(keys, Start).Id);
        Assert.True(Assert.Single(keys).ActiveFrom <= Start + Clocks.MaxSkew);
        Assert.True(keys == _schedule.Next(keys, Start, Make));
    }

    [Fact]
    public void After_a_jump_of_years_and_back_the_old_key_signs_and_the_next_one_is_published_before_it_signs()
    {
        var first = _schedule.Next([], Start, Make);
        var keys = _schedule.Next(first, Start.AddYears(10), Make);
        Assert.Equal(2, keys.Length);
        Assert.Equal("1", KeySchedule.Active(keys, Start).Id);
        keys = _schedule.Next(keys, Start, Make);
        Assert.Equal("1", KeySchedule.Active(keys, Start).Id);
        Assert.Equal(Start + KeySchedule.Ahead, keys[1].ActiveFrom);
        Assert.Equal("2", KeySchedule.Active(keys, Start + KeySchedule.Ahead).Id);
    }

    private KeyRingKey Make(DateTimeOffset activeFrom) =>
        new($"{++_made}", KeyPurpose.Signing, Start, activeFrom, null, "");
}
