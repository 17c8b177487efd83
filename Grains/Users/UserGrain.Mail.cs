using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>Mails to the user, and the tokens in them.</summary>
internal sealed partial class UserGrain
{
    // The first mail is being sent from memory, and its result comes soon. So the sign-up leaves the grain in memory.
    private bool _isMailInHand;

    public async Task<MailDraft?> PrepareMailAsync(MailKind kind)
    {
        MailDraft? draft = null;
        await ChangeUntilConfirmedAsync(seen =>
        {
            draft = null;
            if (Open(seen) is not { } record || !Needs(record, kind))
            {
                return null;
            }

            (var next, draft) = DraftOf(record, kind);
            return next;
        });
        return draft;
    }

    public async Task MailTriedAsync(MailKind kind, MailState state, MailFailure? failure, Guid? correction = null)
    {
        await ChangeUntilConfirmedAsync(seen =>
            seen.Value is { Status: UserStatus.Live } record && record.CorrectionAttempt == correction
                ? record.WithMail(kind, state, failure, _clock.Now)
                : null
        );
        if (_isMailInHand)
        {
            _isMailInHand = false;
            LeaveMemory();
        }
    }

    public async Task<MailTokenOutcome> CheckTokenAsync(MailToken token, MailKind kind) =>
        Check(await _row.LoadAsync(), token, kind);

    /// <summary>Sends the sign-up's mail from memory, or lets the outbox queue it.</summary>
    private Task SendFirstAsync(OutboxMessage message, MailDraft mail)
    {
        _isMailInHand = _mails.OfferFirst(Id, mail, message.Attempt);
        return _isMailInHand ? Task.CompletedTask : DispatchAsync(message);
    }

    /// <summary>A mail with a new token, and the record that knows the token.</summary>
    private (UserRecord Next, MailDraft Draft) DraftOf(UserRecord record, MailKind kind)
    {
        var token = MailToken.New(Id);
        var made = new MailedToken(kind, token.Hash(), _clock.Now, ExpiryOf(record, kind));
        var pending = record.MailOf(kind) is { State: MailState.Pending }
            ? record
            : record.WithMail(kind, MailState.Pending, null, _clock.Now);
        var status = pending.MailOf(kind)!;
        return (
            pending with
            {
                Tokens = MailedTokens.Add(record.Tokens ?? [], made),
            },
            new(
                kind,
                record.Email,
                record.MailableNickname,
                record.Language ?? "en",
                token.Write(),
                made.ExpiresAt,
                status.AskedAt ?? status.Since,
                record.CorrectionAttempt
            )
        );
    }

    private static MailTokenOutcome OfToken(ChangeOutcome outcome) =>
        outcome switch
        {
            ChangeOutcome.Done or ChangeOutcome.Unchanged => MailTokenOutcome.Accepted,
            ChangeOutcome.TooSimilar => MailTokenOutcome.TooSimilar,
            ChangeOutcome.Overloaded => MailTokenOutcome.Overloaded,
            ChangeOutcome.Failed => MailTokenOutcome.Failed,
            _ => MailTokenOutcome.Unknown,
        };

    private MailTokenOutcome Check(Stored<UserRecord> seen, MailToken token, MailKind kind) =>
        seen.Value?.Check(token, kind, _clock.Now) ?? MailTokenOutcome.Invalid;

    /// <summary>Changes the record without claims, until a write meets the version that it was decided on.</summary>
    /// <param name="change">The next record; <c>null</c> or the same record for no change.</param>
    /// <returns><c>false</c> when there was no change.</returns>
    private async Task<bool> ChangeUntilWrittenAsync(Func<Stored<UserRecord>, UserRecord?> change)
    {
        while (true)
        {
            var seen = await _row.LoadAsync();
            var next = change(seen);
            if (next is null || ReferenceEquals(next, seen.Value))
            {
                return false;
            }

            if (await _row.TryWriteAsync(next, seen.Version))
            {
                return true;
            }
        }
    }

    /// <summary>
    /// Like <see cref="ChangeUntilWrittenAsync"/>, but "no change" is decided on the row in storage. Afterwards the
    /// mail leaves its queue, and the memory of a second activation may be older than a correction of the address.
    /// </summary>
    private async Task ChangeUntilConfirmedAsync(Func<Stored<UserRecord>, UserRecord?> change)
    {
        if (!await ChangeUntilWrittenAsync(change))
        {
            await _row.ReadAsync();
            await ChangeUntilWrittenAsync(change);
        }
    }

    /// <summary>
    /// Whether a mail should be sent now. A mail that was sent is not sent again for <c>Mail:MinIntervalSeconds</c>. A
    /// mail that was not sent is still needed, even if a failed try, or one that a crash ended, has just made a token.
    /// </summary>
    private bool Needs(UserRecord record, MailKind kind)
    {
        if ((kind == MailKind.Activation && record.IsActive) || record.MustChange(NameKind.Email))
        {
            return false;
        }

        var interval = TimeSpan.FromSeconds(_mail.MinIntervalSeconds);
        return record.MailOf(kind) is not { State: MailState.Sent } sent
            || Clocks.IsOver(sent.Since + interval, interval, _clock.Now);
    }

    private DateTimeOffset ExpiryOf(UserRecord record, MailKind kind)
    {
        var expires =
            kind == MailKind.Activation
                ? _clock.Now.AddHours(_mail.ActivationHours)
                : _clock.Now.AddMinutes(_mail.ResetMinutes);
        return !record.IsActive && record.ActivateBy < expires ? record.ActivateBy.Value : expires;
    }
}
