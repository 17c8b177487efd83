using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Run;

/// <summary>The requests of a run, by number.</summary>
/// <param name="inviters">The accounts whose codes are redeemed in turn; empty for sign-ups without a code.</param>
/// <param name="users">The accounts that log in and read.</param>
internal sealed class Requests(
    LoadPlan plan,
    ServiceClient client,
    IReadOnlyList<TestAccount> inviters,
    IReadOnlyList<TestAccount> users,
    CancellationToken end
)
{
    // In a real burst most clients look, some come back, and some are new.
    private const int MixedCycle = 10;
    private const int MixedSignUps = 2;
    private const int MixedLogIns = 3;

    private readonly NameSeries _names = new();

    /// <summary>The kind of the request with this number.</summary>
    public RequestKind KindOf(int number) =>
        (plan.Mode, number % MixedCycle) switch
        {
            (LoadMode.Login, _) => RequestKind.LogIn,
            (not LoadMode.Mixed, _) => RequestKind.SignUp,
            (_, < MixedSignUps) => RequestKind.SignUp,
            (_, < MixedSignUps + MixedLogIns) => RequestKind.LogIn,
            _ => RequestKind.Read,
        };

    /// <summary>Sends the request with this number and names of this phase. Returns the status of the reply.</summary>
    public Task<int> SendAsync(char phase, int number)
    {
        switch (KindOf(number))
        {
            case RequestKind.SignUp:
                return client.SignUpAsync(SignUpBody.Fresh(_names, phase, number, CodeOf(number)), end);
            case RequestKind.LogIn:
                return client.LogInAsync(users[number % users.Count].LogIn, end);
            default:
                var user = users[number % users.Count];
                return number % 2 == 0
                    ? client.ReadMeAsync(user.Token, end)
                    : client.ReadAvailabilityAsync(user.Username, end);
        }
    }

    /// <summary>Signs one racer up with the name that has the number <paramref name="prize"/>.</summary>
    public Task<int> RaceAsync(char phase, int number, int prize) =>
        client.SignUpAsync(SignUpBody.Contested(_names, phase, number, CodeOf(number), (char)plan.Race, prize), end);

    private static ReadOnlySpan<byte> NoSuchCode => "NOSUCHCODE23"u8;

    private ReadOnlySpan<byte> CodeOf(int number) =>
        plan.Mode == LoadMode.Refused ? NoSuchCode
        : inviters.Count == 0 ? []
        : inviters[number % inviters.Count].Code;
}
