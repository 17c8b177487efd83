namespace OrleansRegistration.Faults;

/// <summary>
/// The table of faults that were found on the running service. A test that runs the input of a row says here what the service answers now;
/// <c>tests/faults.sh</c> runs those tests and prints the table. Without the variable <c>FAULT_TABLE</c> nothing is written.
/// </summary>
public static class FaultTable
{
    /// <summary>The file that rows are appended to.</summary>
    public const string Variable = "FAULT_TABLE";

    private static readonly Lock Appending = new();

    /// <summary>Appends a line <c>row TAB input TAB now</c>.</summary>
    /// <param name="row">The row's name, such as <c>A1</c>.</param>
    /// <param name="input">What was done, in a few words.</param>
    /// <param name="now">What was seen. It must be made of what the test observed, after its assertions.</param>
    public static void Now(string row, string input, string now)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file)
        {
            lock (Appending)
            {
                File.AppendAllText(file, $"{row}\t{OneLine(input)}\t{OneLine(now)}\n");
            }
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ');
}
