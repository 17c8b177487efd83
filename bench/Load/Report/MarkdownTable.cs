using System.Text;

namespace OrleansRegistration.Bench.Report;

/// <summary>A table in Markdown.</summary>
internal sealed class MarkdownTable
{
    private readonly StringBuilder _text = new();

    /// <summary>Creates a table with these column heads.</summary>
    public MarkdownTable(params string[] columns)
    {
        Add(columns);
        _text.Append('|').Insert(_text.Length, "---|", columns.Length).Append('\n');
    }

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
