using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>
/// Lets the sessions of an account begin, go on and end in each way, while storage fails once. Each step is repeated
/// until it is answered.
/// </summary>
internal sealed class SessionLife(RegistrationCluster cluster, UserId id, StorageFault? fault, SessionLife.Way way)
{
    public const string NewPassword = "Another-horse7";

    /// <summary>How long a token that was replaced is still answered.</summary>
    public static readonly TimeSpan Grace = new RefreshOptions().Grace;

    private readonly IUserGrain _user = cluster.Grains.GetUser(id);
    private readonly ISessionGrain _sessions = cluster.Grains.GetSessions(id);

    /// <summary>The ways in which storage fails.</summary>
    internal enum Way
    {
        Before,
        ReplyLost,

        /// <summary>A failed write lands before the client repeats.</summary>
        Late,

        /// <summary>A failed write lands after the client got its answer.</summary>
        VeryLate,
        ReadFails,
    }

    public async Task LiveAsync()
    {
        await RotateTheSessionOfTheSignUpAsync();
        await ReuseAfterTheGraceAsync();
        await EndOneAsync();
        await EndTheOthersAsync();
        await EndTheAccountAsync();
    }

    private async Task RotateTheSessionOfTheSignUpAsync()
    {
        await RefreshedAsync(id.Value, "first", "first1");
        await RefreshedAsync(id.Value, "first", "first1");
        await RefreshedAsync(id.Value, "first1", "first2");
        await RefreshedAsync(id.Value, "first", "first1");
        Assert.Equal(
            ChangeOutcome.WrongPassword,
            await AnsweredAsync(() => _user.ChangePasswordAsync(new("wrong", NewPassword), id.Value))
        );
    }

    private async Task ReuseAfterTheGraceAsync()
    {
        var phone = (await AnsweredAsync(() => _sessions.OpenAsync("phone", null))).Id;
        await RefreshedAsync(phone, "phone", "phone1");
        cluster.Clock.MoveOn(Grace + TimeSpan.FromSeconds(1));
        Assert.NotEqual(RefreshOutcome.Refreshed, await RefreshAsync(phone, "phone", "phone1"));
        await EndedAsync(phone, "phone1");
    }

    private async Task EndOneAsync()
    {
        var tablet = (await AnsweredAsync(() => _sessions.OpenAsync("tablet", null))).Id;
        await AnsweredAsync(() => _sessions.EndAsync(tablet));
        await EndedAsync(tablet, "tablet");
    }

    private async Task EndTheOthersAsync()
    {
        var laptop = (await AnsweredAsync(() => _sessions.OpenAsync("laptop", null))).Id;
        await AnsweredAsync(async () =>
        {
            await _sessions.EndAllAsync(id.Value);
            return true;
        });
        await EndedAsync(laptop, "laptop");
        laptop = (await AnsweredAsync(() => _sessions.OpenAsync("laptop", null))).Id;

        // A repeat of a change that was done finds another password.
        await AnsweredAsync(
            () => _user.ChangePasswordAsync(new(RegistrationCluster.Password, NewPassword), id.Value),
            answer => answer is ChangeOutcome.Done or ChangeOutcome.WrongPassword
        );
        await EndedAsync(laptop, "laptop");
        await RefreshedAsync(id.Value, "first2", "first3");
    }

    private async Task EndTheAccountAsync()
    {
        await AnsweredAsync(
            () => _user.EndAsync(NewPassword),
            answer => answer is ChangeOutcome.Done or ChangeOutcome.NoAccount
        );
        await EndedAsync(id.Value, "first3");
        await LandAsync();
        await cluster.SettleAsync(); // the outbox closes what a failure left open
        var late = await AnsweredAsync(() => _sessions.OpenAsync("late", null));
        await EndedAsync(late.Id, "late");
    }

    private async Task RefreshedAsync(Guid session, string token, string next) =>
        Assert.Equal(RefreshOutcome.Refreshed, await RefreshAsync(session, token, next));

    private async Task EndedAsync(Guid session, string token)
    {
        for (var tries = 0; tries < 2; tries++)
        {
            Assert.Equal(RefreshOutcome.Ended, await RefreshAsync(session, token, $"{token}+"));
            await LandAsync();
        }
    }

    private async Task<RefreshOutcome> RefreshAsync(Guid session, string token, string next)
    {
        var proof = new RefreshProof(session, token, session == id.Value ? "first" : null);
        return (await AnsweredAsync(() => _sessions.RefreshAsync(proof, next, null))).Outcome;
    }

    private async Task<T> AnsweredAsync<T>(Func<Task<T>> call, Func<T, bool>? isAnswer = null)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var answer = await call();
                if (isAnswer?.Invoke(answer) is not false)
                {
                    if (way == Way.VeryLate)
                    {
                        await LandAsync();
                    }

                    return answer;
                }
            }
            catch (Exception e) when (e is StorageUnavailableException or OrleansException)
            {
                // No answer.
            }

            Assert.True(tries < 5, "Not answered.");
            if (way == Way.Late)
            {
                await LandAsync();
            }
        }
    }

    private async Task LandAsync()
    {
        if (way is Way.Late or Way.VeryLate && fault!.Struck.IsCompleted)
        {
            await Record.ExceptionAsync(fault.LandAsync);
        }
    }
}
