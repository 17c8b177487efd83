namespace OrleansRegistration.Webhooks;

/// <summary>
/// The deliveries of one webhook that this node has claimed and whose results are not stored yet. At first <see
/// cref="LeastAtOnce"/> are tried at once. A try that succeeds makes room for one more, and a failure halves the
/// number: a quick receiver gets its events quickly, and a receiver that hangs keeps little. Thread-safe.
/// </summary>
internal sealed class ClaimedDeliveries
{
    /// <summary>How many tries a node makes at once, however they end.</summary>
    public const int LeastAtOnce = 4;

    /// <summary>How many tries a node makes at once when they succeed.</summary>
    public const int MostAtOnce = 32;

    // The tries of a commit share it, so more are claimed than are tried at once.
    private const int ClaimedForEach = 4;

    private readonly Lock _lock = new();
    private readonly Queue<ClaimedDelivery> _waiting = [];
    private int _atOnce = LeastAtOnce;
    private int _underWay;
    private int _notStored;

    /// <summary>The webhook as it was read last; <c>null</c> when it must get nothing.</summary>
    public WebhookRecord? Webhook { get; set; }

    /// <summary>How many more to claim; 0 until a claim of many is worth its commit.</summary>
    public int Room
    {
        get
        {
            lock (_lock)
            {
                var most = _atOnce == LeastAtOnce ? LeastAtOnce : _atOnce * ClaimedForEach;
                return _notStored <= most / 2 ? most - _notStored : 0;
            }
        }
    }

    /// <summary>Adds a delivery that was claimed.</summary>
    public void Add(ClaimedDelivery delivery)
    {
        lock (_lock)
        {
            _waiting.Enqueue(delivery);
            _notStored++;
        }
    }

    /// <summary>Takes the next delivery to try, if one waits and may begin.</summary>
    public ClaimedDelivery? Begin()
    {
        lock (_lock)
        {
            if (_underWay >= _atOnce || !_waiting.TryDequeue(out var next))
            {
                return null;
            }

            _underWay++;
            return next;
        }
    }

    /// <summary>Says that a try has ended, and that its result is to be stored.</summary>
    /// <param name="isTaken">Whether the receiver took the event; <c>null</c> if it was not asked.</param>
    public void End(bool? isTaken)
    {
        lock (_lock)
        {
            _underWay--;
            _atOnce = isTaken switch
            {
                true => Math.Min(_atOnce + 1, MostAtOnce),
                false => Math.Max(_atOnce / 2, LeastAtOnce),
                null => _atOnce,
            };
        }
    }

    /// <summary>Says that a result is stored, or never will be.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _notStored--;
        }
    }
}
