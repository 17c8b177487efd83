using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>An invariant that does not hold.</summary>
/// <param name="Invariant">Which.</param>
/// <param name="What">What is wrong, in words and numbers without keys.</param>
/// <param name="Rows">The rows concerned, also one that should be there and is not.</param>
internal sealed record Breach(Invariant Invariant, string What, ImmutableArray<RowKey> Rows)
{
    // Keys in quotes, so that no stored character moves the terminal's cursor; letters of any script stay readable.
    private static readonly JsonSerializerOptions Quoting = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One line for an operator's terminal. It holds names and codes: never log it.</summary>
    public string ToLine() =>
        $"{Invariant}: {What}: {string.Join(", ", Rows.Select(row => $"{row.GrainType} {JsonSerializer.Serialize(row.GrainKey, Quoting)}"))}";

    /// <inheritdoc/>
    /// <remarks>Without the rows: messages are logged.</remarks>
    public override string ToString() => $"{Invariant}: {What}";
}
