using OrleansRegistration.Mail;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class MailQueueTests
{
    private readonly MailQueue _queue = new();
    private readonly WaitingMail _job = new(
        UserId.New(TimeProvider.System),
        MailKind.PasswordReset,
        Tries: 0,
        DateTimeOffset.UnixEpoch
    );

    [Fact]
    public async Task Mail_that_is_offered_for_later_comes_then()
    {
        _queue.OfferAfter(TimeSpan.FromMilliseconds(1), _job);
        Assert.Equal(_job.Key, (await _queue.Reader.ReadAsync(TestContext.Current.CancellationToken)).Key);
    }

    [Fact]
    public void Mail_that_is_offered_for_later_is_offered_by_nobody_before()
    {
        _queue.OfferAfter(TimeSpan.FromDays(1), _job);
        Assert.True(_queue.Offer(_job with { }));
        Assert.False(_queue.Reader.TryRead(out _));
    }

    [Fact]
    public void Mail_is_held_once_until_it_is_released()
    {
        Assert.True(_queue.Offer(_job));
        _queue.OfferAfter(TimeSpan.Zero, _job);
        Assert.True(_queue.Offer(_job));
        Assert.True(_queue.Reader.TryRead(out _));
        Assert.False(_queue.Reader.TryRead(out _));
        _queue.Release(_job.Key);
        Assert.True(_queue.Offer(_job));
        Assert.True(_queue.Reader.TryRead(out _));
    }

    [Fact]
    public void A_first_try_is_refused_while_its_mail_is_in_the_queue_or_too_many_wait()
    {
        Assert.True(_queue.Offer(_job));
        Assert.False(_queue.OfferFirst(_job.User, Draft(_job.Kind), Guid.NewGuid()));
        var accepted = 0;
        while (_queue.OfferFirst(UserId.New(TimeProvider.System), Draft(_job.Kind), Guid.NewGuid()))
        {
            Assert.True(++accepted < 1000);
        }

        Assert.True(_queue.Reader.TryRead(out var queued));
        Assert.Null(queued.First);
        Assert.True(_queue.OfferFirst(UserId.New(TimeProvider.System), Draft(_job.Kind), Guid.NewGuid()));
        Assert.True(_queue.Reader.TryRead(out var first));
        Assert.NotNull(first.First);
    }

    private static MailDraft Draft(MailKind kind) =>
        new(kind, "a@example.org", null, "en", "", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
}
