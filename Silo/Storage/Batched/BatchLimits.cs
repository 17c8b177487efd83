namespace OrleansRegistration.Storage;

/// <summary>The limits of a <see cref="BatchQueue{TRequest, TAnswer}"/>.</summary>
/// <param name="Rows">The most rows in a batch.</param>
/// <param name="Bytes">The most bytes of payload in a batch of more than one row.</param>
/// <param name="WaitingRows">The most rows that may wait for a batch. Further rows are refused.</param>
/// <param name="WaitingBytes">
/// The bytes of payload that may wait for a batch. When more wait, further rows are refused.
/// </param>
internal sealed record BatchLimits(
    int Rows = 256,
    int Bytes = 4 << 20,
    int WaitingRows = 10_000,
    long WaitingBytes = 64 << 20
);
