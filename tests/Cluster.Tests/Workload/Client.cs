namespace OrleansRegistration.Tests;

/// <summary>
/// A client in a closed loop. It sends each request to any node. After a failure it goes on to the next node at once,
/// as a balancer does, and then more slowly, with the same <c>Idempotency-Key</c>, until it has the truth.
/// </summary>
internal sealed partial class Client(int process, Workload work, Dice dice, Node? only = null)
{
    private const int MaxAccounts = 40;
    private const int SlowestMilliseconds = 400;
    private const int OftenMilliseconds = 20;

    private static readonly (Func<Client, Task> Do, int Weight)[] Actions =
    [
        (client => client.SignUpAsync(work => work.SignUps.Spread("")), 24),
        (client => client.SignUpAsync(work => work.SignUps.Spread(work.Hot.OwnCode)), 24),
        (client => client.SignUpAsync(work => work.SignUps.Spread(client.Ordinary())), 10),
        (client => client.SignUpAsync(work => work.SignUps.Spread(client.Limited())), 2),
        (client => client.SignUpAsync(work => work.SignUps.Contested(client.Ordinary())), 8),
        (client => client.SignUpTwiceAsync(), 3),
        (client => client.RepeatAsync(), 2),
        (client => client.LogInAsync(), 6),
        (client => client.CountAsync(), 6),
        (client => client.MeAsync(), 4),
        (client => client.AvailabilityAsync(), 3),
        (client => client.ActivateAsync(), 6),
        (client => client.ChangePasswordAsync(), 4),
        (client => client.SignOutAsync(), 3),
        (client => client.RefreshAsync(), 4),
        (client => client.RefreshEndedAsync(), 2),
    ];

    private readonly List<Account> _accounts = [];

    /// <summary>The node to which it sends everything first; <c>null</c>: any.</summary>
    public Node? First { get; init; }

    /// <summary>Does one thing after another until the run stops.</summary>
    /// <param name="pause">The longest pause between two operations.</param>
    public async Task RunAsync(TimeSpan pause)
    {
        while (!work.Stopping.IsCancellationRequested)
        {
            await dice.Weighted(Actions)(this);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(dice.Next((int)pause.TotalMilliseconds + 1));
            }
        }
    }

    /// <summary>Tries an operation until it has the truth.</summary>
    /// <returns>The truth; <c>null</c> when the run was over before.</returns>
    private async Task<Reply?> AskAsync(Operation operation, Func<Node, Task<Reply>> call)
    {
        var at = First is null ? dice.Next(work.Nodes.Count) : First.Number - 1;
        work.History.Begin(operation);
        work.Began();
        try
        {
            while (true)
            {
                var node = only ?? work.Nodes[at];
                operation.Tries++;
                var reply = await call(node);
                if (reply.IsTruth)
                {
                    operation.Node = node.Number;
                    operation.Error = reply.IsOk ? null : reply.Why;
                    return reply;
                }

                work.Failed(reply, operation, node);
                if (work.Over.IsCancellationRequested)
                {
                    work.History.End(operation, Outcome.Unknown);
                    return null;
                }

                at = (at + 1) % work.Nodes.Count;
                if (operation.Tries > 1)
                {
                    await Task.Delay(OftenMilliseconds + dice.Next(SlowestMilliseconds));
                }
            }
        }
        finally
        {
            work.Ended();
        }
    }

    private void End(Operation operation, Reply reply) =>
        work.History.End(operation, reply.IsOk ? Outcome.Ok : Outcome.Fail);

    private string Ordinary() => dice.Of(work.Ordinary).OwnCode;

    private string Limited() => dice.Of(work.Limited).OwnCode;

    /// <summary>One of this client's accounts for which something holds.</summary>
    private Account? Find(Func<Account, bool> isSo)
    {
        var found = _accounts.Where(isSo).ToList();
        return found.Count > 0 ? dice.Of(found) : null;
    }

    private void Keep(Account account)
    {
        _accounts.Add(account);
        if (_accounts.Count > MaxAccounts)
        {
            _accounts.RemoveAt(dice.Next(_accounts.Count));
        }
    }
}
