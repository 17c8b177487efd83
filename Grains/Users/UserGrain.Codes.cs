using System.Collections.Immutable;
using System.Globalization;
using OrleansRegistration.Audit;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>
/// What operators do with the codes of the account: issue and quota. Each begins with a read, as every act does,
/// because an answer without a write must not come from old memory.
/// </summary>
internal sealed partial class UserGrain
{
    /// <summary>
    /// How many codes operators may issue to one account. Every description of an account reads them all.
    /// </summary>
    private const int MaxIssuedCodes = 100;

    public async Task<NewCodeResult> IssueCodeAsync(CodeDraft draft, ActRequest request)
    {
        InvitationCode? code = null;
        var outcome = await ChangeAsync(
            async seen =>
            {
                code = null;
                if (Open(seen) is not { } record)
                {
                    return ChangeOutcome.NoAccount;
                }

                var issued = record.IssuedCodes ?? [];
                foreach (var known in issued.Intersect(draft.Candidates))
                {
                    if ((await GrainFactory.GetCode(known).DescribeAsync())?.Request == request.Id)
                    {
                        code = known;
                        return ChangeOutcome.Unchanged;
                    }
                }

                return record.IsFrozen ? ChangeOutcome.Frozen
                    : issued.Length >= MaxIssuedCodes ? ChangeOutcome.LimitReached
                    : IssueOf(seen, draft, request, found => code = found);
            },
            _row.ReadAsync
        );
        return new(outcome, outcome is ChangeOutcome.Done or ChangeOutcome.Unchanged ? code : null);
    }

    public async Task<Quota?> GetQuotaAsync() =>
        (await _row.LoadAsync()).Value is { Status: UserStatus.Live } record
            ? new(record.CodeQuota, record.UseQuota)
            : null;

    public Task<ChangeOutcome> SetQuotaAsync(Quota quota, ActRequest request) =>
        ChangeAsync(
            seen =>
                seen.Value is not { Status: UserStatus.Live } record ? ChangeOutcome.NoAccount
                : record.CodeQuota == quota.Codes && record.UseQuota == quota.Uses ? ChangeOutcome.Unchanged
                : TermsOf(
                    seen,
                    record with
                    {
                        CodeQuota = quota.Codes,
                        UseQuota = quota.Uses,
                        Act = Act.After(
                            record.Act,
                            ActKinds.Quota,
                            request,
                            _clock.Now,
                            ("old_codes", Text(record.CodeQuota)),
                            ("new_codes", Text(quota.Codes)),
                            ("old_uses", Text(record.UseQuota)),
                            ("new_uses", Text(quota.Uses))
                        ),
                    }
                ),
            _row.ReadAsync
        );

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "none";

    /// <param name="found">Is told the code before the commit.</param>
    private Attempt IssueOf(Stored<UserRecord> seen, CodeDraft draft, ActRequest request, Action<InvitationCode> found)
    {
        var record = seen.Value!;
        var issue = new CodeIssue(Guid.NewGuid(), Id, draft.Terms, draft.Details, request);
        InvitationCode? code = null;
        return new(seen)
        {
            Claim = async () =>
            {
                code = await ClaimFirstAsync(draft.Candidates, issue);
                return code is null ? ClaimOutcome.Refused : ClaimOutcome.Granted;
            },
            Next = () =>
            {
                found(code!);
                return record with
                {
                    IssuedCodes = [.. record.IssuedCodes ?? [], code!],
                    Act = Act.After(record.Act, ActKinds.IssueCodeTo, request, _clock.Now, ("code", code!.Value)),
                };
            },
            Shows = committed => committed.IssuedCodes?.Contains(code!) is true,
        };
    }

    private async Task<InvitationCode?> ClaimFirstAsync(ImmutableArray<InvitationCode> candidates, CodeIssue issue)
    {
        foreach (var candidate in candidates)
        {
            if (await GrainFactory.GetCode(candidate).IssueAsync(issue) is IssueOutcome.Issued)
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>The attempt of a change of what the account's codes may do. The clean-up tells the codes.</summary>
    /// <param name="cleanUp">Cleans up after the commit; <c>null</c> for <see cref="CleanUpNowAsync"/>.</param>
    private Attempt TermsOf(Stored<UserRecord> seen, UserRecord changed, Func<OutboxMessage, Task>? cleanUp = null)
    {
        var message = NewCleanUp();
        var next = changed with { CleanUpAttempt = message.Attempt, TermsNumber = (changed.TermsNumber ?? 0) + 1 };
        return new(seen)
        {
            Message = message,
            Claim = () => GrantedAfterAsync(EnlistAsync(message)),
            Next = () => next,
            Shows = committed => committed.CleanUpAttempt == message.Attempt,
            Effects = () => (cleanUp ?? CleanUpNowAsync)(message),
        };
    }

    /// <summary>
    /// Retires old codes, and gives the others their terms. The current code gets what the retired ones leave of the
    /// quota. They grant nothing more, so they never use more than they use now.
    /// </summary>
    private async Task FollowAsync(UserRecord record)
    {
        var used = await Task.WhenAll(
            record.Codes[..^1].Select(code => GrainFactory.GetCode(code).RetireCountedAsync())
        );
        var left = record.UseQuota is { } quota ? Math.Max(0, quota - used.Sum()) : (long?)null;
        var terms = new OwnerTerms(record.TermsNumber ?? 0, record.IsFrozen, left);
        await Task.WhenAll([
            GrainFactory.GetCode(record.Codes[^1]).FollowOwnerAsync(terms),
            .. (record.IssuedCodes ?? []).Select(code =>
                GrainFactory.GetCode(code).FollowOwnerAsync(terms with { Limit = null })
            ),
        ]);
    }
}
