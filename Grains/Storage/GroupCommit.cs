using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>
/// Shared storage writes of a grain whose calls interleave: callers change <see cref="State"/> in memory, at most one write is under way, the
/// next carries everything that arrived meanwhile, and nobody is answered before the write that holds their change is durable. The state is
/// loaded once, shared by all callers. Any failed write drops the activation and fails every waiter, so memory is never ahead of storage
/// (protocol.md, "Group commit").
/// </summary>
internal sealed class GroupCommit<T>(GrainRow<T> row, Action dropActivation)
    where T : class
{
    private Task? _loading;
    private long _version;
    private bool _changed;
    private bool _remembered;
    private TaskCompletionSource? _writing;
    private TaskCompletionSource? _next;
    private Exception? _broken;

    /// <summary>What memory holds: storage, and the changes on their way there. <c>null</c> for an absent row.</summary>
    public T? State { get; private set; }

    /// <summary>Loads the row, once.</summary>
    public Task LoadAsync() => _loading ??= ReadAsync();

    /// <summary>Takes the row for absent instead of reading it; a first write then tells (<see cref="InconsistentStateException"/>).</summary>
    /// <returns><c>false</c> if the row was loaded already.</returns>
    public bool TryAssumeAbsent()
    {
        var assumed = _loading is null;
        _loading ??= Task.CompletedTask;
        return assumed;
    }

    /// <summary>Puts <paramref name="state"/> in memory, to be written with the next change. For what can be found out again.</summary>
    public void Remember(T state)
    {
        _remembered |= !ReferenceEquals(state, State);
        State = state;
    }

    /// <summary>Writes what is only remembered, if anything is, and waits until all is durable.</summary>
    public Task FlushAsync()
    {
        _changed |= _remembered;
        return DurableAsync();
    }

    /// <summary>Puts <paramref name="state"/> in memory and waits until it is durable.</summary>
    public Task SaveAsync(T state)
    {
        if (!ReferenceEquals(state, State))
        {
            State = state;
            _changed = true;
        }

        return DurableAsync();
    }

    /// <summary>Takes the row for deleted in memory and waits until it is. A later change puts a new row in its place.</summary>
    public Task DeleteAsync()
    {
        _changed |= State is not null;
        State = null;
        return DurableAsync();
    }

    /// <summary>Waits until what is in memory now is durable.</summary>
    public Task DurableAsync()
    {
        if (_broken is not null)
        {
            return Task.FromException(_broken);
        }

        if (!_changed)
        {
            return _writing?.Task ?? Task.CompletedTask;
        }

        _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        var durable = _next.Task;
        if (_writing is null)
        {
            WriteAllAsync().Ignore();
        }

        return durable;
    }

    /// <summary>
    /// Waits until what is in memory now is durable, and reads the row again: for an answer that is given without a
    /// write.
    /// </summary>
    /// <exception cref="InconsistentStateException">Another activation has written; memory is behind, and this
    /// activation is dropped.</exception>
    public async Task ConfirmAsync()
    {
        while (true)
        {
            await DurableAsync();
            var known = _version;
            if ((await row.ReadAsync()).Version == known)
            {
                return;
            }

            if (_version == known && _writing is null)
            {
                var e = new InconsistentStateException("Another activation has written the row.");
                Break(e);
                throw e;
            }

            // A write of this activation was under way.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            (State, _version) = await row.ReadAsync();
        }
        catch (StorageUnavailableException e)
        {
            Break(e);
            throw;
        }
    }

    private async Task WriteAllAsync()
    {
        while (_next is not null)
        {
            (_writing, _next, _changed, _remembered) = (_next, null, false, false);
            try
            {
                _version =
                    State is { } state ? (await row.WriteAsync(state, _version)).Version
                    : _version != 0 ? (await row.DeleteAsync(_version)).Version
                    : 0; // never written
            }
            catch (Exception e) when (e is InconsistentStateException or StorageUnavailableException)
            {
                Break(e);
                return;
            }

            var done = _writing;
            _writing = null;
            done.SetResult();
        }
    }

    private void Break(Exception e)
    {
        _broken = e;
        dropActivation();
        _writing?.SetException(e);
        _next?.SetException(e);
        (_writing, _next) = (null, null);
    }
}
