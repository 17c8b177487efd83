namespace OrleansRegistration.Leases;

/// <summary>
/// Tells the sweep that an operation of this silo may have left claims behind: it failed to withdraw them, or the
/// outcome of its commit is unknown.
/// </summary>
public sealed class SweepRequests
{
    private volatile TaskCompletionSource _requested = New();

    /// <summary>Completes at the first request after <see cref="Clear"/>.</summary>
    public Task Requested => _requested.Task;

    /// <summary>Asks for a sweep after the present leases have passed.</summary>
    public void Request() => _requested.TrySetResult();

    /// <summary>Drops the requests so far.</summary>
    public void Clear() => _requested = New();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
