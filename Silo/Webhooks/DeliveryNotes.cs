namespace OrleansRegistration.Webhooks;

/// <summary>
/// Stores how tries ended. At most one commit is under way; the next one takes everything that ended meanwhile. A lone
/// result is stored at once. Thread-safe.
/// </summary>
internal sealed class DeliveryNotes(WebhookTable table)
{
    private readonly Lock _lock = new();
    private List<DeliveryNote> _waiting = [];
    private Task _last = Task.CompletedTask;
    private Task? _next;

    /// <summary>The number of commits so far.</summary>
    internal long Commits { get; private set; }

    /// <summary>Stores a note, and ends when it is durable.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public Task AddAsync(DeliveryNote note)
    {
        lock (_lock)
        {
            _waiting.Add(note);
            return _next ??= _last = WriteAsync(after: _last);
        }
    }

    private async Task WriteAsync(Task after)
    {
        await after.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        List<DeliveryNote> notes;
        lock (_lock)
        {
            (notes, _waiting, _next) = (_waiting, [], null);
        }

        Commits++;
        await table.NoteAsync(notes, CancellationToken.None);
    }
}
