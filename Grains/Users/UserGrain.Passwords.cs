using Microsoft.Extensions.Logging;
using OrleansRegistration.Mail;
using OrleansRegistration.Passwords;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>Change and reset of the password.</summary>
internal sealed partial class UserGrain
{
    public Task<ChangeOutcome> ChangePasswordAsync(NewPassword password, Guid? session)
    {
        var hash = HashOnce(password.New, PasswordLine.LogIn);
        return ChangeAsync(async seen =>
            Open(seen) is not { } record ? ChangeOutcome.NoAccount
            : await VerifyInSessionAsync(password.Old, record, session) is { } refusal ? refusal
            : await ReplacePasswordAsync(seen, password.New, hash, session)
        );
    }

    public async Task<MailTokenResult> ResetPasswordAsync(MailToken token, string password)
    {
        var check = MailTokenOutcome.Accepted;
        var hash = HashOnce(password, PasswordLine.LogIn);
        var outcome = await ChangeAsync(async seen =>
            (check = Check(seen, token, MailKind.PasswordReset)) is MailTokenOutcome.Accepted
                ? await ReplacePasswordAsync(seen, password, hash, keptSession: null)
                : ChangeOutcome.Unchanged
        );
        if (outcome is ChangeOutcome.Done)
        {
            ForgetFailures(); // the owner of the mailbox is no guesser
        }

        return new(check is MailTokenOutcome.Accepted ? OfToken(outcome) : check);
    }

    // From storage: another activation may have changed the password.
    public async Task<ChangeOutcome?> ConfirmPasswordAsync(string password, Guid session) =>
        Open(await _row.ReadAsync()) is { } record
            ? await VerifyInSessionAsync(password, record, session)
            : ChangeOutcome.NoAccount;

    /// <summary>The hash of a password, kept once it is computed.</summary>
    /// <returns>Answers <c>null</c> when too many passwords wait to be hashed.</returns>
    private Func<Task<string?>> HashOnce(string password, PasswordLine line)
    {
        string? hash = null;
        return async () => hash ??= await _passwords.TryHashAsync(password, line);
    }

    /// <summary>
    /// Replaces the password. Sessions end before the commit, so that no outcome leaves the new password beside old
    /// sessions. They end again after the commit, for those that began meanwhile with the old password.
    /// </summary>
    private async Task<Decision> ReplacePasswordAsync(
        Stored<UserRecord> seen,
        string password,
        Func<Task<string?>> hashOnce,
        Guid? keptSession
    )
    {
        var record = seen.Value!;
        if (PasswordRules.IsTooSimilar(password, record.Username, record.Nickname, record.Email))
        {
            return ChangeOutcome.TooSimilar;
        }

        if (await hashOnce() is not { } hash)
        {
            return ChangeOutcome.Overloaded;
        }

        var changed = record.WithPassword(hash);
        return new Attempt(seen)
        {
            Claim = () => GrantedAfterAsync(GrainFactory.GetSessions(Id).EndAllAsync(keptSession)),
            Next = () => changed,
            Shows = committed => committed.PasswordHash == hash,
            Effects = () => EndSessionsAsync(keptSession, changed),
        };
    }

    /// <summary>
    /// Checks the password for the bearer of a session. Wrong passwords count against the session, which they end, and
    /// not against the account: the thief of an access token must not shut the owner out.
    /// </summary>
    /// <returns><c>null</c> when the password is right.</returns>
    private async Task<ChangeOutcome?> VerifyInSessionAsync(string password, UserRecord record, Guid? session)
    {
        var sessions = GrainFactory.GetSessions(Id); // asks this grain's FindAsync, which interleaves
        if (session is { } id && (await sessions.ListAsync())?.Sessions.Any(s => s.Id == id) is not true)
        {
            return ChangeOutcome.SessionEnded;
        }

        switch (await _passwords.TryVerifyAsync(password, record.PasswordHash))
        {
            case null:
                return ChangeOutcome.Overloaded;
            case not PasswordCheck.Wrong:
                return null;
        }

        if (session is { } sender && _limits.Enabled)
        {
            await sessions.CountWrongPasswordAsync(sender, _limits.SessionEndAfter);
        }

        return ChangeOutcome.WrongPassword;
    }

    /// <summary>
    /// Ends sessions after the commit, which already keeps them from being refreshed. Only this call lets
    /// <paramref name="except"/> go on, so it is repeated.
    /// </summary>
    private async Task EndSessionsAsync(Guid? except, UserRecord changed)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await GrainFactory.GetSessions(Id).EndAllAsync(except, changed.PasswordGeneration);
                return;
            }
            catch (Exception e) when (Failure.IsTransient(e))
            {
                if (tries == MaxAttempts)
                {
                    LogSessionsNotEnded(e);
                    return;
                }
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Failed to end sessions that began while a password was being changed."
    )]
    private partial void LogSessionsNotEnded(Exception exception);
}
