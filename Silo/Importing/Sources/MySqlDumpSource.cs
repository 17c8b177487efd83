using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace OrleansRegistration.Importing;

/// <summary>
/// Reads a file that <c>mysqldump</c> or <c>mariadb-dump</c> wrote, in UTF-8: the <c>CREATE TABLE</c> and
/// <c>INSERT INTO</c> statements of a table. All other lines are skipped. Reads strictly: what it does not know ends
/// the import, so that no value is ever guessed.
/// </summary>
internal sealed class MySqlDumpSource(string file) : IDjangoSource
{
    private const int MaxValueUnits = 1 << 20;
    private const int EndOfFile = -1;

    /// <inheritdoc/>
    public async IAsyncEnumerable<string?[]> ReadAsync(
        string table,
        IReadOnlyList<string> columns,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask; // reads block: a dump is a local file
        using var text = Open();
        List<string>? known = null;
        while (ReadStart(text) is { } start)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (start == $"CREATE TABLE `{table}` (")
            {
                known = ReadColumns(text, table);
            }
            else if (start.StartsWith($"INSERT INTO `{table}` ", StringComparison.Ordinal))
            {
                foreach (var row in ReadInsert(text, table, start, known))
                {
                    yield return Array.ConvertAll(
                        columns.ToArray(),
                        column =>
                            row.GetValueOrDefault(column, "\0missing") is var value and not "\0missing"
                                ? value
                                : throw Wrong(table, $"has no column '{column}'")
                    );
                }
            }
        }

        if (known is null)
        {
            throw Wrong(table, "has no CREATE TABLE");
        }
    }

    private StreamReader Open()
    {
        try
        {
            return new(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"--from-mysql-dump: '{file}' cannot be read.", exception);
        }
    }

    /// <summary>
    /// Reads a line, but of an INSERT only what comes before its rows: the line may have many megabytes.
    /// </summary>
    private static string? ReadStart(StreamReader text)
    {
        const string insert = "INSERT INTO `";
        const string values = " VALUES";
        var line = new StringBuilder();
        int c;
        while ((c = text.Read()) is not (EndOfFile or '\n'))
        {
            if (line.Length < MaxValueUnits)
            {
                line.Append((char)c);
            }

            if (
                c == 'S'
                && line.Length > insert.Length
                && line.ToString(0, insert.Length) == insert
                && line.ToString(line.Length - values.Length, values.Length) == values
            )
            {
                break;
            }
        }

        return c == EndOfFile && line.Length == 0 ? null : line.ToString().TrimEnd('\r');
    }

    private List<string> ReadColumns(StreamReader text, string table)
    {
        var columns = new List<string>();
        while (text.ReadLine()?.Trim() is { } line && !line.StartsWith(')'))
        {
            if (line.StartsWith('`'))
            {
                columns.Add(
                    line.IndexOf('`', 1) is > 1 and var end ? line[1..end] : throw Wrong(table, "has an odd column")
                );
            }
        }

        return columns;
    }

    private IEnumerable<Dictionary<string, string?>> ReadInsert(
        StreamReader text,
        string table,
        string start,
        List<string>? columns
    )
    {
        var list = start[$"INSERT INTO `{table}` ".Length..^"VALUES".Length].Trim();
        if (list.Length > 0)
        {
            columns = [.. list.Trim('(', ')').Split(',').Select(name => name.Trim().Trim('`'))]; // --complete-insert
        }

        var names = columns ?? throw Wrong(table, "has rows before its CREATE TABLE");
        while (true)
        {
            Expect(text, table, '(');
            var row = new Dictionary<string, string?>(names.Count, StringComparer.Ordinal);
            for (var i = 0; i < names.Count; i++)
            {
                if (i > 0)
                {
                    Expect(text, table, ',');
                }

                row[names[i]] = ReadValue(text, table);
            }

            Expect(text, table, ')');
            yield return row;
            switch (Next(text))
            {
                case ',':
                    break;
                case ';':
                    yield break;
                default:
                    throw Wrong(table, "has an odd row");
            }
        }
    }

    private string? ReadValue(StreamReader text, string table)
    {
        var c = Next(text);
        if (c == '\'')
        {
            return ReadString(text, table);
        }

        var word = new StringBuilder().Append((char)c);
        while (text.Peek() is var next && (char.IsAsciiLetterOrDigit((char)next) || next is '.' or '-' or '+' or '_'))
        {
            word.Append((char)text.Read());
        }

        return word.ToString() switch
        {
            "NULL" => null,
            "_binary" when Next(text) == '\'' => ReadString(text, table),
            var number
                when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                    && (char.IsAsciiDigit(number[0]) || number[0] == '-') => number,
            _ => throw Wrong(table, "has a value that is neither a text nor a number"),
        };
    }

    private string ReadString(StreamReader text, string table)
    {
        var value = new StringBuilder();
        while (value.Length <= MaxValueUnits)
        {
            switch (text.Read())
            {
                case EndOfFile:
                    throw Wrong(table, "ends in the middle of a text");
                case '\'' when text.Peek() == '\'':
                    text.Read();
                    value.Append('\'');
                    break;
                case '\'':
                    return value.ToString();
                case '\\':
                    value.Append(Unescape(text.Read(), table));
                    break;
                case var c:
                    value.Append((char)c);
                    break;
            }
        }

        throw Wrong(table, "has a text that is too long");
    }

    private char Unescape(int c, string table) =>
        c switch
        {
            '0' => '\0',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\b',
            'Z' => '\u001A',
            '\\' or '\'' or '"' => (char)c,
            _ => throw Wrong(table, "has an unknown escape in a text"),
        };

    private void Expect(StreamReader text, string table, char wanted)
    {
        if (Next(text) != wanted)
        {
            throw Wrong(table, "has an odd row");
        }
    }

    /// <summary>Reads the next character that is not white space.</summary>
    private static int Next(StreamReader text)
    {
        int c;
        do
        {
            c = text.Read();
        } while (c is ' ' or '\n' or '\r' or '\t');

        return c;
    }

    private InvalidOperationException Wrong(string table, string problem) =>
        new($"Table '{table}' in the dump '{file}' {problem}.");
}
