using System.Text;
using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Run;

/// <summary>Accounts of one service that are created before a measurement and kept for the next runs.</summary>
internal sealed class TestAccounts
{
    private const int Makers = 16;
    private const int MostTries = 60;
    private const char InviterPhase = 'i';
    private const char UserPhase = 'l';

    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);

    private readonly List<TestAccount> _inviters = [];
    private readonly List<TestAccount> _users = [];

    /// <summary>The accounts whose codes are redeemed.</summary>
    public async Task<IReadOnlyList<TestAccount>> InvitersAsync(ServiceClient client, int count, CancellationToken end)
    {
        await GrowAsync(_inviters, client, InviterPhase, count, end);
        return _inviters[..count];
    }

    /// <summary>The accounts that log in, with or without tokens.</summary>
    public async Task<IReadOnlyList<TestAccount>> UsersAsync(
        ServiceClient client,
        int count,
        bool withTokens,
        CancellationToken end
    )
    {
        await GrowAsync(_users, client, UserPhase, count, end);
        var users = _users[..count].ToArray();
        if (withTokens)
        {
            await ClosedLoop.RunAsync(
                count,
                Makers,
                TimeSpan.MaxValue,
                async i =>
                {
                    var token = await UntilAnsweredAsync(() => client.LogInForTokenAsync(users[i].LogIn, end), end);
                    users[i] = users[i] with { Token = token };
                }
            );
        }

        return users;
    }

    /// <summary>Creates an account whose code nobody has redeemed.</summary>
    public static async Task<TestAccount> NewAsync(ServiceClient client, CancellationToken end)
    {
        var one = new List<TestAccount>();
        await GrowAsync(one, client, InviterPhase, 1, end);
        return one[0];
    }

    private static async Task GrowAsync(
        List<TestAccount> accounts,
        ServiceClient client,
        char phase,
        int count,
        CancellationToken end
    )
    {
        var made = new TestAccount[Math.Max(0, count - accounts.Count)];
        await ClosedLoop.RunAsync(
            made.Length,
            Makers,
            TimeSpan.MaxValue,
            async i =>
            {
                // A busy service may have created the account all the same, so each try has new names.
                var username = "";
                var code = await UntilAnsweredAsync(
                    () =>
                    {
                        var names = new NameSeries();
                        username = names.Text(NameField.Username, phase, i);
                        return client.SignUpForCodeAsync(SignUpBody.Fresh(names, phase, i, []), end);
                    },
                    end
                );
                made[i] = new(username, Encoding.ASCII.GetBytes(code), LogInBody.Of(username));
            }
        );
        accounts.AddRange(made);
    }

    /// <summary>Asks again, each time after a pause, while the service is busy.</summary>
    private static async Task<string> UntilAnsweredAsync(Func<Task<string?>> ask, CancellationToken end)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            await Task.Delay(BusyPause, end);
        }

        throw new InvalidOperationException(
            "The service was busy for a minute, so the test accounts are not complete."
        );
    }
}
