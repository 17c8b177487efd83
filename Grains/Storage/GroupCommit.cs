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
    private Task? loading;
    private long version;
    private bool changed;
    private bool remembered;
    private TaskCompletionSource? writing;
    private TaskCompletionSource? next;
    private Exception? broken;

    /// <summary>What memory holds: storage, and the changes on their way there. <c>null</c> for an absent row.</summary>
    public T? State { get; private set; }

    /// <summary>Loads the row, once.</summary>
    public Task LoadAsync() => loading ??= ReadAsync();

    /// <summary>Takes the row for absent instead of reading it; a first write then tells (<see cref="InconsistentStateException"/>).</summary>
    /// <returns><c>false</c> if the row was loaded already.</returns>
    public bool TryAssumeAbsent()
    {
        var assumed = loading is null;
        loading ??= Task.CompletedTask;
        return assumed;
    }

    /// <summary>Puts <paramref name="state"/> in memory, to be written with the next change. For what can be found out again.</summary>
    public void Remember(T state)
    {
        remembered |= !ReferenceEquals(state, State);
        State = state;
    }

    /// <summary>Writes what is only remembered, if anything is, and waits until all is durable.</summary>
    public Task FlushAsync()
    {
        changed |= remembered;
        return DurableAsync();
    }

    /// <summary>Puts <paramref name="state"/> in memory and waits until it is durable.</summary>
    public Task SaveAsync(T state)
    {
        if (!ReferenceEquals(state, State))
        {
            State = state;
            changed = true;
        }

        return DurableAsync();
    }

    /// <summary>Takes the row for deleted in memory and waits until it is. A later change puts a new row in its place.</summary>
    public Task DeleteAsync()
    {
        changed |= State is not null;
        State = null;
        return DurableAsync();
    }

    /// <summary>Waits until what is in memory now is durable.</summary>
    public Task DurableAsync()
    {
        if (broken is not null)
        {
            return Task.FromException(broken);
        }

        if (!changed)
        {
            return writing?.Task ?? Task.CompletedTask;
        }

        next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        var durable = next.Task;
        if (writing is null)
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
            var known = version;
            if ((await row.ReadAsync()).Version == known)
            {
                return;
            }

            if (version == known && writing is null)
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
            (State, version) = await row.ReadAsync();
        }
        catch (StorageUnavailableException e)
        {
            Break(e);
            throw;
        }
    }

    private async Task WriteAllAsync()
    {
        while (next is not null)
        {
            (writing, next, changed, remembered) = (next, null, false, false);
            try
            {
                version =
                    State is { } state ? (await row.WriteAsync(state, version)).Version
                    : version != 0 ? (await row.DeleteAsync(version)).Version
                    : 0; // never written
            }
            catch (Exception e) when (e is InconsistentStateException or StorageUnavailableException)
            {
                Break(e);
                return;
            }

            var done = writing;
            writing = null;
            done.SetResult();
        }
    }

    private void Break(Exception e)
    {
        broken = e;
        dropActivation();
        writing?.SetException(e);
        next?.SetException(e);
        (writing, next) = (null, null);
    }
}
