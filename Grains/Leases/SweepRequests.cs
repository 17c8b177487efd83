namespace OrleansRegistration.Leases;

/// <summary>Tells the sweep of stale claims that an operation of this silo may have left some: they could not be withdrawn, or a commit's outcome is unknown.</summary>
public sealed class SweepRequests
{
    private volatile TaskCompletionSource _requested = New();

    /// <summary>Completes at the next request since <see cref="Clear"/>.</summary>
    public Task Requested => _requested.Task;

    /// <summary>Asks for a sweep, once the leases of now have passed.</summary>
    public void Request() => _requested.TrySetResult();

    /// <summary>Forgets the requests so far.</summary>
    public void Clear() => _requested = New();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
