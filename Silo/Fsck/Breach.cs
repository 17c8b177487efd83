using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>An invariant that does not hold.</summary>
/// <param name="What">What is wrong, in words and numbers without keys.</param>
/// <param name="Rows">The rows concerned, including a row that should exist and does not.</param>
internal sealed record Breach(Invariant Invariant, string What, ImmutableArray<RowKey> Rows)
{
    // Keys are quoted, so that no stored character moves the terminal's cursor. Letters of any script stay readable.
    private static readonly JsonSerializerOptions Quoting = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// One line for an operator's terminal. The line holds names and codes, so it must not be logged.
    /// </summary>
    public string ToLine() =>
        $"{Invariant}: {What}: {string.Join(", ", Rows.Select(row => $"{row.GrainType} {Quote(row.GrainKey)}"))}";

    /// <inheritdoc/>
    /// <remarks>Without the rows, because messages are logged.</remarks>
    public override string ToString() => $"{Invariant}: {What}";

    private static string Quote(string key) => JsonSerializer.Serialize(key, Quoting);
}
