using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>
/// Lets the interleaving calls of a grain share storage writes (docs/protocol.md#group-commit). Calls change
/// <see cref="State"/> in memory. At most one write is under way; the next one carries everything that arrived
/// meanwhile. A call is answered only after the write that holds its change is durable. Any failed write drops the
/// activation and fails all waiting calls, so memory is never ahead of storage.
/// </summary>
/// <remarks>
/// Call <see cref="LoadAsync"/> first. Then choose by what the answer depends on:
/// <list type="bullet">
/// <item><see cref="SaveAsync"/> when the call changes the state: it returns once the change is durable.</item>
/// <item><see cref="SaveActAsync"/> when the change is an act of an operator.</item>
/// <item><see cref="DurableAsync"/> when the call changes nothing, but its answer tells of changes that other calls
/// made in memory: it waits for their write.</item>
/// <item><see cref="Remember"/> when the change may get lost in a crash, because it can be found out again: it does not
/// wait; the next write takes the change along.</item>
/// <item><see cref="FlushAsync"/> when remembered changes must be durable now.</item>
/// </list>
/// </remarks>
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
    private Task _act = Task.CompletedTask;

    /// <summary>
    /// The state in memory: the stored row and the changes on their way to it. <c>null</c> without a row.
    /// </summary>
    public T? State { get; private set; }

    /// <summary>Whether storage has the row.</summary>
    public bool IsStored => _version != 0;

    /// <summary>
    /// Loads the row once; all callers share the load. While memory is not good (<see cref="GrainRow{T}"/>), also makes
    /// sure that no other activation has written the row.
    /// </summary>
    /// <exception cref="InconsistentStateException">
    /// Another activation has written the row; this activation is dropped.
    /// </exception>
    public Task LoadAsync() => _loading is null || row.MayBeRemembered ? _loading ??= ReadAsync() : ConfirmAsync();

    /// <summary>
    /// Assumes that there is no row instead of reading it. If there is one, the first write throws
    /// <see cref="InconsistentStateException"/>.
    /// </summary>
    /// <returns><c>false</c> when the row is loaded already.</returns>
    public bool TryAssumeAbsent()
    {
        var assumed = _loading is null;
        _loading ??= Task.CompletedTask;
        return assumed;
    }

    /// <summary>Puts <paramref name="state"/> in memory. The next write takes it along.</summary>
    public void Remember(T state)
    {
        _remembered |= !ReferenceEquals(state, State);
        State = state;
    }

    /// <summary>Writes remembered changes, if there are any, and waits until the state in memory is durable.</summary>
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

    /// <summary>
    /// Changes the state for an act, in a write that takes no other act along, and waits until it is durable. The
    /// database copies the act of each write, so two acts must not share one.
    /// </summary>
    /// <param name="change">
    /// The next state; the same one for no change, which is then confirmed (<see cref="ConfirmAsync"/>).
    /// </param>
    public async Task SaveActAsync(Func<T?, T> change)
    {
        while (!_act.IsCompleted)
        {
            await _act;
        }

        var next = change(State);
        _act = ReferenceEquals(next, State) ? ConfirmAsync() : SaveAsync(next);
        await _act;
    }

    /// <summary>Deletes the row and waits until the deletion is durable. A later change inserts a new row.</summary>
    public Task DeleteAsync()
    {
        _changed |= State is not null;
        State = null;
        return DurableAsync();
    }

    /// <summary>Waits until the present state in memory is durable.</summary>
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
    /// Waits until the present state in memory is durable, then reads the row's version again. For an answer without a
    /// write that must not come from the memory of an outdated activation.
    /// </summary>
    /// <exception cref="InconsistentStateException">
    /// Another activation has written the row; this activation is dropped.
    /// </exception>
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

            // A write of this activation came in between: compare again.
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
