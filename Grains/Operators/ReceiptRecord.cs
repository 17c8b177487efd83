namespace OrleansRegistration.Operators;

/// <summary>The record of a receipt.</summary>
/// <param name="Fingerprint">A keyed hash of the first request.</param>
internal sealed record ReceiptRecord(string Fingerprint, DateTimeOffset At);
