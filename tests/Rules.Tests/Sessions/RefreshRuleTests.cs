using System.Globalization;
using CsCheck;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Tests;

/// <summary>The rule of the grace period, with exact times. Token <c>n + 1</c> follows token <c>n</c>.</summary>
public sealed class RefreshRuleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RefreshOptions Options = new();

    [Fact]
    public void In_any_order_a_token_gets_the_current_one_if_it_was_replaced_within_the_grace_and_no_other_does() =>
        Gen.Select(
                Gen.Int[0, 12],
                Gen.Frequency((6, Gen.Int[0, 4]), (2, Gen.Int[5, 29]), (1, Gen.Const(30)), (1, Gen.Int[31, 60]))
            )
            .List[1, 60]
            .Sample(steps =>
            {
                var family = new SessionFamily { CurrentHash = Token(0) };
                var replacedAt = new List<DateTimeOffset>();
                var now = Start;
                foreach (var (back, seconds) in steps)
                {
                    now += TimeSpan.FromSeconds(seconds);
                    var current = replacedAt.Count;
                    var presented = current - back;
                    var isGood =
                        presented == current || (presented >= 0 && now - replacedAt[presented] <= Options.Grace);
                    var found = family.StepsFrom(Token(presented), Token(presented + 1), now, Options.Grace);
                    Assert.Equal(isGood ? back : null, found);
                    if (presented == current)
                    {
                        var isFull = replacedAt.Count(at => now - at <= Options.Grace) == SessionFamily.MaxReplaced;
                        family = family.Rotate(Token(current + 1), now, Options);
                        replacedAt.AddRange(isFull ? [] : [now]);
                    }

                    Assert.Equal(Token(replacedAt.Count), family.CurrentHash);
                    Assert.InRange(family.Replaced.Length, 0, SessionFamily.MaxReplaced);
                    Assert.Null(family.StepsFrom("guessed", Token(1), now, Options.Grace));
                    Assert.Null(
                        replacedAt.Count == 0
                            ? null
                            : family.StepsFrom(Token(replacedAt.Count - 1), "derived otherwise", now, Options.Grace)
                    );
                }
            });

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public void A_clock_that_jumps_makes_no_replaced_token_good_again_and_none_of_another_position(int days)
    {
        var family = new SessionFamily { CurrentHash = Token(0) }
            .Rotate(Token(1), Start, Options)
            .Rotate(Token(2), Start, Options);
        var now = Start.AddDays(days);
        Assert.Null(family.StepsFrom(Token(0), Token(1), now, Options.Grace));
        family = family.Rotate(Token(3), now, Options);
        Assert.Equal(1, family.StepsFrom(Token(2), Token(3), now, Options.Grace));
        Assert.Null(family.StepsFrom(Token(1), Token(2), now, Options.Grace));
    }

    [Fact]
    public void A_session_as_an_older_version_stored_it_knows_the_token_before() =>
        Assert.Equal(
            1,
            new SessionFamily
            {
                CurrentHash = Token(1),
                PreviousHash = Token(0),
                RotatedAt = Start,
            }.StepsFrom(Token(0), Token(1), Start, Options.Grace)
        );

    private static string Token(int number) => number.ToString(CultureInfo.InvariantCulture);
}
