using System.Runtime.CompilerServices;
using CsCheck;
using Microsoft.Extensions.Options;
using OrleansRegistration.Faults;
using OrleansRegistration.Mail;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>When a mail is tried again, and which of its tokens are kept.</summary>
public sealed class MailRecordTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly UserId User = new(new("0198c0de-0000-7000-8000-000000000001"));

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    [InlineData(9, 2560)]
    [InlineData(10, 3600)]
    [InlineData(11, 3600)]
    [InlineData(100, 3600)]
    public void Wait_doubles_with_each_failed_try_up_to_an_hour(int tries, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), MailBackOff.After(tries, 10, share: 1, MailFailure.Deferred));
        Assert.Equal(TimeSpan.FromSeconds(seconds / 2d), MailBackOff.After(tries, 10, share: 0, MailFailure.Deferred));
    }

    [Theory]
    [Trait("Fault", "E9")]
    [InlineData(1, 300)]
    [InlineData(4, 2400)]
    [InlineData(5, 3600)]
    public void Wait_is_thirty_times_as_long_up_to_an_hour_when_the_mail_may_have_arrived(int tries, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), MailBackOff.After(tries, 10, share: 1, MailFailure.Unconfirmed));
        Assert.Equal(
            TimeSpan.FromSeconds(seconds / 2d),
            MailBackOff.After(tries, 10, share: 0, MailFailure.Unconfirmed)
        );
    }

    [Fact]
    public void Wait_lies_between_its_half_and_its_whole_and_never_shrinks_with_the_tries_nor_passes_an_hour() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 3600], Gen.Double[0, 1])
            .Sample(
                (tries, first, share) =>
                {
                    var whole = MailBackOff.After(tries, first, 1, MailFailure.Deferred);
                    var wait = MailBackOff.After(tries, first, share, MailFailure.Deferred);
                    Assert.InRange(wait, whole / 2, whole);
                    Assert.InRange(whole, TimeSpan.FromSeconds(Math.Min(first, 3600)), TimeSpan.FromHours(1));
                    Assert.True(MailBackOff.After(tries + 1, first, share, MailFailure.Deferred) >= wait);
                    Assert.Equal(share < 0.5, wait < (whole / 4 * 3)); // the waits are spread evenly
                }
            );

    [Fact]
    public void Mail_of_a_kind_waits_once_keeps_its_tries_when_it_is_asked_for_again_and_is_due_at_once_then()
    {
        var asked = new MailRecord().Enqueue(new(User, MailKind.Activation), Now);
        Assert.Equal(new(User, MailKind.Activation, 0, Now), asked.Find(new(User, MailKind.Activation)));
        Assert.Same(asked, asked.Enqueue(new(User, MailKind.Activation), Now.AddSeconds(1)));

        var putOff = asked.PutOff(asked.Find(new(User, MailKind.Activation))!, Now.AddHours(1));
        Assert.Equal(new(User, MailKind.Activation, 1, Now.AddHours(1)), putOff.Find(new(User, MailKind.Activation)));

        var again = putOff
            .Enqueue(new(User, MailKind.Activation), Now.AddMinutes(1))
            .Enqueue(new(User, MailKind.PasswordReset), Now.AddMinutes(1));
        Assert.Equal(new(User, MailKind.Activation, 1, Now.AddMinutes(1)), again.Find(new(User, MailKind.Activation)));
        Assert.Equal(2, again.Waiting.Count);

        var done = again.Remove(new(User, MailKind.Activation));
        Assert.Equal(MailKind.PasswordReset, Assert.Single(done.Waiting.Values).Kind);
        Assert.Same(done, done.Remove(new(User, MailKind.Activation)));
    }

    [Fact]
    public void Last_twelve_tokens_of_a_kind_are_kept_and_used_together()
    {
        var tokens = MailedTokens.Add([], Made(MailKind.PasswordReset, "other"));
        for (var i = 1; i <= MailedTokens.Kept + 1; i++)
        {
            tokens = MailedTokens.Add(tokens, Made(MailKind.Activation, $"{i}"));
        }

        Assert.Equal(["other", .. Enumerable.Range(2, 12).Select(i => $"{i}")], tokens.Select(token => token.Hash));
        Assert.Null(MailedTokens.Find(tokens, MailKind.Activation, "1"));
        Assert.Null(MailedTokens.Find(tokens, MailKind.Activation, "other"));
        var used = MailedTokens.ConsumeAll(tokens, MailKind.Activation);
        Assert.All(used, token => Assert.Equal(token.Kind == MailKind.Activation, token.Used is true));
    }

    [Fact]
    [Trait("Fault", "H1")]
    public void Message_that_was_sent_leaves_memory_while_its_writer_stays()
    {
        var letters = new MailComposer(Options.Create(new MailOptions()));
        var written = Enumerable.Range(0, 10).Select(_ => Written(letters)).ToArray();
        GC.Collect();
        Assert.Equal(0, written.Count(message => message.IsAlive));
        GC.KeepAlive(letters);
        FaultTable.Now(
            "H1",
            "ten messages written, none held",
            $"{written.Count(message => message.IsAlive)} stay in memory after a collection"
        );
    }

    // Not inlined, so that the stack of the test refers to nothing of the message.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Written(MailComposer letters)
    {
        using var message = letters.Write(
            new(Guid.NewGuid()),
            new(MailKind.Activation, "ann@example.org", null, "en", "token", Now, Now)
        );
        return new(message);
    }

    private static MailedToken Made(MailKind kind, string hash) => new(kind, hash, Now, Now.AddHours(1));
}
