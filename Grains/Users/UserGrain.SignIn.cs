using Microsoft.Extensions.Logging;
using OrleansRegistration.Passwords;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>Log-in, and the count of wrong passwords.</summary>
internal sealed partial class UserGrain
{
    // In memory only. Counted for names without an account too (docs/adr/0014-limits.md).
    private LogInFailures _failures;

    public async Task<SignInResult> SignInAsync(SignIn signIn)
    {
        _trust.Require(); // wrong passwords are counted in memory
        var wait = _failures.WaitAt(_clock.Steady);
        if (wait > TimeSpan.Zero)
        {
            return new(SignInOutcome.Limited, null, wait);
        }

        var seen = await _row.LoadAsync();
        var record = seen.Value?.Lists(signIn.Name) is true ? seen.Value : null;
        var check = await _passwords.TryVerifyAsync(signIn.Password, record?.PasswordHash);
        if (check is null)
        {
            return new(SignInOutcome.Overloaded, null);
        }

        if (record is null || check is PasswordCheck.Wrong)
        {
            CountFailure();
            return new(SignInOutcome.InvalidCredentials, null);
        }

        ForgetFailures();
        if (record.HasLapsed(_clock.Now))
        {
            return new(SignInOutcome.Lapsed, null);
        }

        if (record.IsDisabled)
        {
            return new(SignInOutcome.Disabled, null);
        }

        if (check is PasswordCheck.RightButOutdated)
        {
            await RehashAsync(signIn.Password, record, seen.Version);
        }

        return new(SignInOutcome.SignedIn, record.ToAccount(Id));
    }

    /// <summary>
    /// Forgets wrong passwords: the right one shows that no guesser is at work. The grain may leave memory again.
    /// </summary>
    private void ForgetFailures()
    {
        _failures = default;
        DelayDeactivation(TimeSpan.Zero);
    }

    /// <summary>Counts a wrong password, and keeps the grain in memory for as long as the count matters.</summary>
    private void CountFailure()
    {
        if (_limits.Enabled)
        {
            _failures = _failures.Another(_limits, _clock.Steady);
            DelayDeactivation(_failures.ForgottenAt - _clock.Steady);
        }
    }

    private async Task RehashAsync(string password, UserRecord record, long version)
    {
        if (await _passwords.TryHashAsync(password, PasswordLine.LogIn) is { } hash)
        {
            try
            {
                await _row.TryWriteAsync(record with { PasswordHash = hash }, version);
            }
            catch (StorageUnavailableException e)
            {
                LogNotRehashed(e);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Failed to replace an outdated password hash; the next log-in tries again."
    )]
    private partial void LogNotRehashed(Exception exception);
}
