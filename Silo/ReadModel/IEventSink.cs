namespace OrleansRegistration.ReadModel;

/// <summary>Takes events in the transaction that writes them to the read model.</summary>
internal interface IEventSink
{
    /// <summary>
    /// Stores the events. The same event may come again after the read model was made anew, and then must change
    /// nothing.
    /// </summary>
    /// <param name="target">The database of the read model, in the transaction.</param>
    Task WriteAsync(
        ReadModelConnection target,
        IReadOnlyList<ServiceEvent> events,
        CancellationToken cancellationToken
    );
}
