using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Users;

/// <summary>A new code for the account. The clean-up then retires the old codes.</summary>
internal sealed partial class UserGrain
{
    public async Task<NewCodeResult> NewCodeAsync()
    {
        InvitationCode? code = null;
        var outcome = await ChangeAsync(seen =>
        {
            if (Open(seen) is not { } record)
            {
                return ChangeOutcome.NoAccount;
            }

            if (record.IsFrozen)
            {
                return ChangeOutcome.Frozen;
            }

            if (record.Codes.Length >= (record.CodeQuota ?? _codes.MaxCodes))
            {
                return ChangeOutcome.LimitReached;
            }

            code = null;
            var message = NewCleanUp();
            return new Attempt(seen)
            {
                Message = message,
                Claim = () => GrantedAfterAsync(Task.WhenAll(EnlistAsync(message), IssueAsync())),
                Next = () => record with { Codes = record.Codes.Add(code!), CleanUpAttempt = message.Attempt },
                Shows = committed => committed.Codes.Contains(code!),
                Withdraw = () =>
                    code is null ? Task.CompletedTask : GrainFactory.GetCode(code).WithdrawAsync(message.Attempt),
                Effects = () => CleanUpNowAsync(message),
            };

            // Under a quota the new code grants nothing until the old ones are retired and counted.
            async Task IssueAsync() =>
                code = await IssueCodeAsync(
                    message.Attempt,
                    record.UseQuota is null ? null : new(record.TermsNumber ?? 0, Frozen: false, Limit: 0)
                );
        });
        return new(outcome, outcome is ChangeOutcome.Done ? code : null);
    }
}
