using System.Text;
using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Run;

/// <summary>Accounts of one service that are created before a measurement and kept for the next runs.</summary>
internal sealed class TestAccounts
{
    private const int Makers = 16;
    private const char InviterPhase = 'i';
    private const char UserPhase = 'l';

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
                async i => users[i] = users[i] with { Token = await client.LogInForTokenAsync(users[i].LogIn, end) }
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
        var names = new NameSeries();
        await ClosedLoop.RunAsync(
            made.Length,
            Makers,
            TimeSpan.MaxValue,
            async i =>
            {
                var code = await client.SignUpForCodeAsync(SignUpBody.Fresh(names, phase, i, []), end);
                var username = names.Text(NameField.Username, phase, i);
                made[i] = new(username, Encoding.ASCII.GetBytes(code), LogInBody.Of(username));
            }
        );
        accounts.AddRange(made);
    }
}
