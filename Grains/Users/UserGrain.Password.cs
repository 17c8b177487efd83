using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using OrleansRegistration.Passwords;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>The change of a password.</summary>
internal sealed partial class UserGrain
{
    private enum SessionCheck
    {
        Right,
        Wrong,
        Ended,
        Overloaded,
    }

    public async Task<PasswordChange> ChangePasswordAsync(
        NewPassword password,
        Guid? session,
        CancellationToken cancellationToken = default
    )
    {
        string? hash = null;
        for (var tries = 0; tries < MaxAttempts; tries++)
        {
            var start = await LoadAsync();
            if (start.Value is not { } record || !record.IsOpen(_clock.Now))
            {
                return PasswordChange.NoAccount;
            }

            switch (await VerifyInSessionAsync(password.Old, record, session, cancellationToken))
            {
                case SessionCheck.Overloaded:
                    return PasswordChange.Overloaded;
                case SessionCheck.Ended:
                    return PasswordChange.SessionEnded;
                case SessionCheck.Wrong:
                    return PasswordChange.WrongPassword;
            }

            if (PasswordRules.IsTooSimilar(password.New, record.Username, record.Nickname, record.Email))
            {
                return PasswordChange.TooSimilar;
            }

            hash ??= await _passwords.TryHashAsync(password.New, PasswordLine.LogIn, cancellationToken);
            if (hash is null)
            {
                return PasswordChange.Overloaded;
            }

            // Before the commit, so that no outcome leaves the new password beside old sessions; after it, for whoever logged in meanwhile with
            // the old one.
            if (!await TryClaimAsync(() => GrainFactory.GetSessions(Id).EndAllAsync(session)))
            {
                return PasswordChange.Failed;
            }

            var outcome = await CommitAsync(record.WithPassword(hash), start.Version, r => r.PasswordHash == hash);
            if (outcome is CommitOutcome.Conflict)
            {
                continue;
            }

            if (outcome is CommitOutcome.Landed)
            {
                await EndSessionsAsync(session, record.WithPassword(hash));
            }

            return outcome switch
            {
                CommitOutcome.Landed => PasswordChange.Done,
                CommitOutcome.Failed => PasswordChange.Failed,
                _ => PasswordChange.Unknown,
            };
        }

        return PasswordChange.Failed;
    }

    /// <summary>
    /// Checks the password for the bearer of a session. Wrong ones count for the session, which they end, and not for
    /// the account: whoever took an access token must not shut its owner out.
    /// </summary>
    private async Task<SessionCheck> VerifyInSessionAsync(
        string password,
        UserRecord record,
        Guid? session,
        CancellationToken cancellationToken
    )
    {
        // Asks this grain's FindAsync, which interleaves.
        var sessions = GrainFactory.GetSessions(Id);
        if (session is { } id && (await sessions.ListAsync())?.Sessions.Any(s => s.Id == id) is not true)
        {
            return SessionCheck.Ended;
        }

        switch (await _passwords.TryVerifyAsync(password, record.PasswordHash, cancellationToken))
        {
            case null:
                return SessionCheck.Overloaded;
            case not PasswordCheck.Wrong:
                return SessionCheck.Right;
        }

        if (session is { } sender && _limits.Enabled)
        {
            await sessions.CountWrongPasswordAsync(sender, _limits.SessionEndAfter);
        }

        return SessionCheck.Wrong;
    }

    /// <summary>
    /// After the commit, by which they cannot be refreshed any more. It is this that makes <paramref name="except"/> go on, so it is tried again.
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
        Message = "Sessions begun while a password was being changed could not be ended."
    )]
    private partial void LogSessionsNotEnded(Exception exception);
}
