using System.Diagnostics;

namespace OrleansRegistration.Bench.Targets;

/// <summary>Runs programs to their end.</summary>
internal static class Executable
{
    /// <summary>Runs a program. Returns its exit code and its output.</summary>
    /// <param name="environment">Variables in addition to those of this process.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> TryAsync(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a program. Returns its output without white space at the ends.</summary>
    /// <exception cref="InvalidOperationException">The program failed; the message holds its output.</exception>
    public static async Task<string> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellationToken
    )
    {
        var (exitCode, output, errors) = await TryAsync(program, arguments, environment, cancellationToken);
        return exitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {exitCode}: {output}{errors}"
            );
    }
}
