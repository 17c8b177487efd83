using Microsoft.Extensions.Logging;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>The loop that every change runs in: start, claim, commit, run the effects or give up.</summary>
internal sealed partial class UserGrain
{
    /// <summary>How many attempts a change makes while other writes take its version.</summary>
    private const int MaxAttempts = 3;

    /// <summary>
    /// Changes the account. A conflict starts the change anew, at most <see cref="MaxAttempts"/> times in all.
    /// </summary>
    /// <param name="decide">Refuses the change, or begins an attempt, by the row as it is now.</param>
    /// <param name="start">Looks at the row; <c>null</c> for <see cref="CommittingRow{T}.LoadAsync"/>.</param>
    /// <exception cref="StorageUnavailableException">The row could not be read. No attempt is under way.</exception>
    private async Task<ChangeOutcome> ChangeAsync(
        Func<Stored<UserRecord>, ValueTask<Decision>> decide,
        Func<Task<Stored<UserRecord>>>? start = null
    )
    {
        for (var attempts = 0; attempts < MaxAttempts; attempts++)
        {
            var seen = await (start is null ? _row.LoadAsync() : start());
            var decision = await decide(seen);
            if (decision.Attempt is not { } attempt)
            {
                return decision.Outcome;
            }

            var claimed = await ClaimAsync(attempt);
            if (claimed is not ClaimOutcome.Granted)
            {
                await GiveUpAsync(attempt);
                if (claimed is ClaimOutcome.HeldByOwnAttempt && await TryOutdateAsync(seen))
                {
                    continue;
                }

                return claimed switch
                {
                    ClaimOutcome.Refused => ChangeOutcome.Taken,
                    ClaimOutcome.Overloaded => ChangeOutcome.Overloaded,
                    _ => ChangeOutcome.Failed,
                };
            }

            switch (await _row.CommitAsync(attempt.Next(), attempt.StartVersion, attempt.Shows))
            {
                case CommitOutcome.Landed:
                    await RunEffectsAsync(attempt);
                    return ChangeOutcome.Done;
                case CommitOutcome.Unknown:
                    _sweep.Request();
                    return ChangeOutcome.Unknown;
                case CommitOutcome.Failed:
                    await GiveUpAsync(attempt);
                    return ChangeOutcome.Failed;
                case CommitOutcome.Conflict:
                    await GiveUpAsync(attempt);
                    break;
            }
        }

        return ChangeOutcome.Failed;
    }

    private Task<ChangeOutcome> ChangeAsync(
        Func<Stored<UserRecord>, Decision> decide,
        Func<Task<Stored<UserRecord>>>? start = null
    ) => ChangeAsync(seen => ValueTask.FromResult(decide(seen)), start);

    private async Task<ClaimOutcome> ClaimAsync(Attempt attempt)
    {
        var claimed = ClaimOutcome.Granted;
        return attempt.Claim is null || await TryAsync(async () => claimed = await attempt.Claim())
            ? claimed
            : ClaimOutcome.Failed;
    }

    /// <summary>Runs the effects of a commit, or leaves them to the outbox.</summary>
    private Task RunEffectsAsync(Attempt attempt)
    {
        if (attempt.Redemption is { } redemption)
        {
            _redemptions.Settle(redemption);
        }

        return attempt.Effects is { } effects ? effects() : DispatchAsync(attempt.Message);
    }

    private Task DispatchAsync(OutboxMessage? message)
    {
        if (message is not null)
        {
            GrainFactory.GetOutbox(Id).DispatchAsync(message.Attempt).Ignore();
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Gives up an attempt that is over and surely never commits. Its claims are withdrawn before the answer, so a
    /// corrected form that is sent at once does not meet them. The sweep finds what could not be withdrawn.
    /// </summary>
    private async Task GiveUpAsync(Attempt attempt)
    {
        if (attempt.Redemption is { } redemption)
        {
            GrainFactory.GetCode(redemption.Code).CancelAsync(redemption.Request.Attempt).Ignore();
        }

        Cancel(attempt.Message);
        if (attempt.Withdraw is { } withdraw)
        {
            await TryAsync(withdraw);
        }
    }

    private void Cancel(OutboxMessage? message)
    {
        if (message is not null)
        {
            GrainFactory.GetOutbox(Id).CancelAsync(message.Attempt).Ignore();
        }
    }

    /// <summary>Writes the row once more, so that no older attempt of this user can commit.</summary>
    private async Task<bool> TryOutdateAsync(Stored<UserRecord> seen)
    {
        try
        {
            await _row.TryRewriteAsync(seen); // any other write outdates them as well
            return true;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Calls other grains.</summary>
    /// <returns><c>false</c> when a call failed or was not answered. It may have left claims for the sweep.</returns>
    private async Task<bool> TryAsync(Func<Task> calls)
    {
        try
        {
            await calls();
            return true;
        }
        catch (Exception e) when (Failure.IsTransient(e))
        {
            LogCallFailed(e);
            _sweep.Request();
            return false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A call to another grain failed; the sweep or the outbox finishes what it left."
    )]
    private partial void LogCallFailed(Exception exception);
}
