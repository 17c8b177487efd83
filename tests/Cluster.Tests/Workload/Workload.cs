using System.Collections.Concurrent;

namespace OrleansRegistration.Tests;

/// <summary>What all clients of a run share: the nodes, the codes, and when they must stop.</summary>
internal sealed class Workload(IReadOnlyList<Node> nodes, History history, MailIndex mails) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _over = new();
    private int _acknowledged;
    private int _underWay;
    private long _lastFailure;

    public IReadOnlyList<Node> Nodes => nodes;

    public History History => history;

    public MailIndex Mails => mails;

    public SignUps SignUps { get; } = new();

    /// <summary>The account whose code most sign-ups want.</summary>
    public Account Hot { get; set; } = null!;

    /// <summary>Accounts whose codes have a limit, and accounts whose codes have none.</summary>
    public List<Account> Limited { get; } = [];

    public List<Account> Ordinary { get; } = [];

    /// <summary>All sign-ups that got a truth.</summary>
    public ConcurrentQueue<Account> Acknowledged { get; } = [];

    public ConcurrentQueue<Account> Refused { get; } = [];

    /// <summary>Answers that must never come, such as 500.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>How many sign-ups were acknowledged so far.</summary>
    public int SignedUp => Volatile.Read(ref _acknowledged);

    /// <summary>How many operations are under way.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>When a try last failed.</summary>
    public long LastFailure => Volatile.Read(ref _lastFailure);

    /// <summary>No operation is begun after this.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>No try is made after this.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Lets clients finish what is under way, for a while.</summary>
    public void Stop(TimeSpan patience)
    {
        _stopping.Cancel();
        _over.CancelAfter(patience);
    }

    public void Began() => Interlocked.Increment(ref _underWay);

    public void Ended() => Interlocked.Decrement(ref _underWay);

    public void Failed(Reply reply, Operation operation, Node node)
    {
        Volatile.Write(ref _lastFailure, history.Now);
        history.Retry(operation, node.Number, reply.Why);
        if (reply.Status is >= 500 and not 503)
        {
            Faults.Enqueue($"node {node.Number} answered {reply.Why} to {operation.What} {operation.Key}");
        }
    }

    public void SignUpEnded(Account account, bool isAcknowledged)
    {
        if (isAcknowledged)
        {
            Interlocked.Increment(ref _acknowledged);
        }

        (isAcknowledged ? Acknowledged : Refused).Enqueue(account);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _over.Dispose();
    }
}
