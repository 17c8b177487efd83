namespace OrleansRegistration.Hosting;

/// <summary>Checks the command line of a host: settings as <c>--Key=Value</c> or <c>--Key Value</c>.</summary>
internal static class CommandWords
{
    /// <summary>Refuses all other words: a misspelt command must not start a service.</summary>
    /// <param name="commands">The commands of the program, for a suggestion.</param>
    /// <exception cref="StartUpException">The command line has another word; the message names it.</exception>
    public static void Check(IReadOnlyList<string> args, params string[] commands)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i].StartsWith("--", StringComparison.Ordinal) && args[i].Length > 2)
            {
                if (args[i].Contains('=', StringComparison.Ordinal))
                {
                    continue;
                }

                if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                {
                    i++;
                    continue;
                }
            }

            var meant =
                SettingsCheck.Nearest(args[i], commands) is { } command ? $"Did you mean {command}? "
                : commands.Length > 0 ? $"The commands are {string.Join(", ", commands)}. "
                : "";
            throw new StartUpException(
                $"'{args[i]}' on the command line is not a {(commands.Length > 0 ? "command or a " : "")}setting. "
                    + $"{meant}Write settings as --Key=Value."
            );
        }
    }
}
