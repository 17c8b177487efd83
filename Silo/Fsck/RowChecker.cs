using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks the rows of one kind. A new kind of row is checked by a new implementation in <see cref="StoreCheck"/>.
/// </summary>
internal interface IRowChecker
{
    /// <summary>Checks what one row shows alone, and keeps what must be compared with other rows.</summary>
    void Check(StoredRow row);

    /// <summary>Compares the rows with others. Called once, when all rows were checked.</summary>
    void Finish();
}

/// <summary>Checks the rows of one kind whose payload is a <typeparamref name="TRecord"/>.</summary>
internal abstract class RowChecker<TRecord>(JsonTypeInfo<TRecord> json, Findings findings) : IRowChecker
    where TRecord : class
{
    /// <summary>Takes the breaches.</summary>
    protected Findings Findings => findings;

    /// <inheritdoc/>
    public void Check(StoredRow row)
    {
        if (!row.Key.GrainKey.StartsWith($"{row.Key.GrainType}/", StringComparison.Ordinal))
        {
            findings.Report(Invariant.Readable, "the key does not begin with the type", row.Key);
        }
        else if (Read(row.Payload.Span) is not { } record)
        {
            findings.Report(Invariant.Readable, "the payload cannot be read", row.Key);
        }
        else
        {
            Check(row.Key, record);
        }
    }

    /// <inheritdoc/>
    public virtual void Finish() { }

    /// <summary>Checks one row that could be read.</summary>
    protected abstract void Check(RowKey row, TRecord record);

    /// <summary>Reads a payload as the service would; <c>null</c> when the service could not read it.</summary>
    private TRecord? Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, json);
        }
        catch (Exception exception)
            when (exception is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            return null; // The exception's message holds parts of the payload, so it is not repeated.
        }
    }
}
