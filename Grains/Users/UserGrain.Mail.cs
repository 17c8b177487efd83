using Orleans.Storage;
using OrleansRegistration.Mail;
using OrleansRegistration.Passwords;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>Mailed tokens: made when a mail is sent, used to activate and to choose another password.</summary>
internal sealed partial class UserGrain
{
    public async Task<MailDraft?> PrepareMailAsync(MailKind kind)
    {
        while (true)
        {
            var seen = await LoadAsync();
            if (seen.Value is not { } record || !Wants(record, kind))
            {
                return null;
            }

            var token = MailToken.New(Id);
            var expires = ExpiryOf(record, kind);
            var owed = record.MailOf(kind) is { State: MailState.Pending }
                ? record
                : record.WithMail(kind, MailState.Pending, null, _clock.Now);
            if (
                await TryWriteAsync(
                    owed with
                    {
                        Tokens = MailedTokens.Add(record.Tokens ?? [], new(kind, token.Hash(), _clock.Now, expires)),
                    },
                    seen.Version
                )
            )
            {
                var facts = owed.MailOf(kind)!;
                return new(
                    kind,
                    record.Email,
                    record.MailableNickname,
                    record.Language ?? "en",
                    token.Write(),
                    expires,
                    facts.AskedAt ?? facts.Since
                );
            }
        }
    }

    public async Task MailTriedAsync(MailKind kind, MailState state, MailFailure? failure)
    {
        while (true)
        {
            var seen = await LoadAsync();
            if (
                seen.Value is not { Status: UserStatus.Live } record
                || record.WithMail(kind, state, failure, _clock.Now) is var told
                    && (ReferenceEquals(told, record) || await TryWriteAsync(told, seen.Version))
            )
            {
                return;
            }
        }
    }

    public async Task<MailTokenResult> ActivateAsync(MailToken token, CancellationToken cancellationToken = default)
    {
        var outcome = await CheckTokenAsync(token, MailKind.Activation);
        if (outcome is not MailTokenOutcome.Accepted)
        {
            return new(outcome);
        }

        return await ActivateAsync(byMail: true, cancellationToken) switch
        {
            AccountChange.Done => new(MailTokenOutcome.Accepted, (await LoadAsync()).Value!.ToAccount(Id)),
            AccountChange.Unchanged => new(MailTokenOutcome.AlreadyActive),
            AccountChange.NoAccount => new(MailTokenOutcome.Expired), // lapsed meanwhile
            AccountChange.Failed => new(MailTokenOutcome.Failed),
            _ => new(MailTokenOutcome.Unknown),
        };
    }

    public async Task<MailTokenOutcome> CheckTokenAsync(MailToken token, MailKind kind) =>
        (await LoadAsync()).Value?.Check(token, kind, _clock.Now) ?? MailTokenOutcome.Invalid;

    public async Task<MailTokenResult> ResetPasswordAsync(
        MailToken token,
        string password,
        CancellationToken cancellationToken = default
    )
    {
        string? hash = null;
        for (var tries = 0; tries < MaxAttempts; tries++)
        {
            var start = await LoadAsync();
            var outcome = start.Value?.Check(token, MailKind.PasswordReset, _clock.Now) ?? MailTokenOutcome.Invalid;
            if (outcome is not MailTokenOutcome.Accepted)
            {
                return new(outcome);
            }

            var record = start.Value!;
            if (PasswordRules.IsTooSimilar(password, record.Username, record.Nickname, record.Email))
            {
                return new(MailTokenOutcome.TooSimilar);
            }

            hash ??= await _passwords.TryHashAsync(password, PasswordLine.LogIn, cancellationToken);
            if (hash is null)
            {
                return new(MailTokenOutcome.Overloaded);
            }

            // Before and after the commit, as at a change of the password.
            if (!await TryClaimAsync(() => GrainFactory.GetSessions(Id).EndAllAsync(except: null)))
            {
                return new(MailTokenOutcome.Failed);
            }

            var changed = record.WithPassword(hash);
            switch (await CommitAsync(changed, start.Version, r => r.PasswordHash == hash))
            {
                case CommitOutcome.Landed:
                    ForgetFailures(); // who has the mailbox is no guesser
                    await EndSessionsAsync(except: null, changed);
                    return new(MailTokenOutcome.Accepted);
                case CommitOutcome.Failed:
                    return new(MailTokenOutcome.Failed);
                case CommitOutcome.Unknown:
                    return new(MailTokenOutcome.Unknown);
            }
        }

        return new(MailTokenOutcome.Failed);
    }

    private bool Wants(UserRecord record, MailKind kind)
    {
        if (!record.IsOpen(_clock.Now) || (kind == MailKind.Activation && record.IsActive))
        {
            return false;
        }

        var interval = TimeSpan.FromSeconds(_mail.MinIntervalSeconds);

        // A mail that was not sent is owed, though a token of a try that failed, or that a crash ended, was made just now.
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

    /// <returns><c>false</c> when the row has moved on: it is to be read and decided anew.</returns>
    private async Task<bool> TryWriteAsync(UserRecord record, long version)
    {
        try
        {
            await WriteAsync(record, version);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}
