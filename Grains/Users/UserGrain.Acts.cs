using OrleansRegistration.Audit;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Operators;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>What operators see of the account, and their acts on it.</summary>
internal sealed partial class UserGrain
{
    public async Task<PersonOverview?> DescribeAsync()
    {
        if ((await _row.ReadAsync()).Value is not { Status: not UserStatus.Tombstone } record)
        {
            return null;
        }

        var codes = await Task.WhenAll(
            record.Codes.Select(async code => new PersonCode(code, await GrainFactory.GetCode(code).GetCountsAsync()))
        );
        return new(
            Id,
            StateOf(record),
            record.IsActive,
            record.Username,
            record.Nickname,
            record.Email,
            record.Role ?? Role.User,
            record.Level,
            record.Consumption,
            record.DateJoined,
            record.ActivatedAt,
            record.EndedAt,
            record.IsActive ? null : record.ActivateBy,
            record.InviterCode,
            [.. codes],
            record.Status == UserStatus.Ended ? null : record.ActivationMail(),
            record.ResetMail,
            record.IsFrozen,
            [.. (record.FrozenBy ?? []).Select(freeze => freeze.Root)]
        );
    }

    public Task<ChangeOutcome> EndSessionsAsync(ActRequest request) =>
        ActAsync(
            request,
            (seen, record) =>
            {
                var next = record.NextGeneration() with
                {
                    Act = Act.After(record.Act, ActKinds.EndSessions, request, _clock.Now),
                };
                return new Attempt(seen)
                {
                    Next = () => next,
                    Shows = committed => committed.Act?.Id == request.Id,
                    Effects = () => EndSessionsAsync(except: null, next),
                };
            }
        );

    public async Task<ChangeOutcome> ResendActivationAsync(ActRequest request)
    {
        var outcome = await ActAsync(
            request,
            (seen, record) =>
                record.IsActive ? ChangeOutcome.AlreadyActive
                : record.IsDisabled ? ChangeOutcome.Disabled
                : record.HasLapsed(_clock.Now) ? ChangeOutcome.Lapsed
                : ActOf(seen, record, ActKinds.Resend, request)
        );
        if (outcome is ChangeOutcome.Done or ChangeOutcome.Unchanged)
        {
            await GrainFactory.GetMail(Id).RequeueAsync(Id, MailKind.Activation); // a repeat makes it again
        }

        return outcome;
    }

    /// <summary>
    /// Changes the account for an operator or a service, by the row in storage: an answer without a write must not come
    /// from old memory. A repeat of the last act is <see cref="ChangeOutcome.Unchanged"/>.
    /// </summary>
    /// <param name="decide">Refuses the act, or begins an attempt. Called for accounts that have not ended.</param>
    private Task<ChangeOutcome> ActAsync(
        ActRequest request,
        Func<Stored<UserRecord>, UserRecord, ValueTask<Decision>> decide
    ) =>
        ChangeAsync(
            seen =>
                seen.Value switch
                {
                    null or { Status: UserStatus.Tombstone } => ValueTask.FromResult<Decision>(ChangeOutcome.NoAccount),
                    { Act: { } last } when last.Id == request.Id => ValueTask.FromResult<Decision>(
                        ChangeOutcome.Unchanged
                    ),
                    { Status: UserStatus.Ended } => ValueTask.FromResult<Decision>(ChangeOutcome.Ended),
                    var record => decide(seen, record),
                },
            _row.ReadAsync
        );

    /// <inheritdoc cref="ActAsync(ActRequest, Func{Stored{UserRecord}, UserRecord, ValueTask{Decision}})"/>
    private Task<ChangeOutcome> ActAsync(ActRequest request, Func<Stored<UserRecord>, UserRecord, Decision> decide) =>
        ActAsync(request, (seen, record) => ValueTask.FromResult(decide(seen, record)));

    /// <summary>The attempt of a change without claims that an operator or a service asked for.</summary>
    /// <param name="changed">The record after the change, still with its last act.</param>
    /// <inheritdoc cref="Act.After" path="/param"/>
    private Attempt ActOf(
        Stored<UserRecord> seen,
        UserRecord changed,
        string kind,
        ActRequest request,
        params ReadOnlySpan<(string Name, string? Value)> data
    )
    {
        var next = changed with { Act = Act.After(seen.Value!.Act, kind, request, _clock.Now, data) };
        return new(seen) { Next = () => next, Shows = committed => committed.Act?.Id == request.Id };
    }

    private AccountStatus StateOf(UserRecord record) =>
        record.Status == UserStatus.Ended ? AccountStatus.Ended
        : record.IsDisabled ? AccountStatus.Disabled
        : record.IsActive ? AccountStatus.Active
        : record.HasLapsed(_clock.Now) ? AccountStatus.Lapsed
        : AccountStatus.Inactive;
}
