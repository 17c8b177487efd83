namespace OrleansRegistration.Faults;

/// <summary>
/// Writes the table of faults that were found on the running service. A test that runs the input of a row writes what
/// the service answers now. <c>tests/faults.sh</c> runs these tests and prints the table. Nothing is written unless the
/// environment variable <c>FAULT_TABLE</c> is set.
/// </summary>
public static class FaultTable
{
    /// <summary>The environment variable with the path of the file to which rows are appended.</summary>
    public const string Variable = "FAULT_TABLE";

    private static readonly Lock Appending = new();

    /// <summary>Appends a line <c>row TAB input TAB now</c>.</summary>
    /// <param name="row">The row's name, such as <c>A1</c>.</param>
    /// <param name="input">A few words for what the test did.</param>
    /// <param name="now">What the test observed. It must be made after the test's assertions.</param>
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
