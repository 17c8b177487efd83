using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Hosting;

/// <summary>
/// The common part of the operators' commands: they take the silo's settings, and they share the exit code for
/// failures.
/// </summary>
internal static class OperatorCommand
{
    /// <summary>The exit code of a command that could not do its work. Standard error has the reason.</summary>
    public const int NotDone = StartUp.Failed;

    /// <summary>
    /// The silo's settings as arguments of a command, each <c>--Key=Value</c>. Other arguments are refused, so that no
    /// misspelt option is ignored.
    /// </summary>
    public static Argument<string[]> Settings()
    {
        var settings = new Argument<string[]>("settings")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description =
                "The silo's settings, each as --Key=Value, over those of the environment and appsettings.json.",
        };
        settings.Validators.Add(CheckSettings);
        return settings;
    }

    /// <summary>
    /// Parses and runs the command line. A wrong command line gives <see cref="NotDone"/>, which differs from every
    /// exit code of a command.
    /// </summary>
    public static async Task<int> RunAsync(
        this RootCommand root,
        string[] args,
        InvocationConfiguration? configuration = null
    )
    {
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

        // The host of the silo handles signals and exceptions itself. The commands need neither.
        configuration ??= new() { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        var code = await parsed.InvokeAsync(configuration);
        return parsed.Errors.Count == 0 ? code : NotDone;
    }

    /// <summary>
    /// Runs a command with the settings of the silo, but without a silo. Writes failures to standard error.
    /// </summary>
    public static async Task<int> RunAsync(
        ParseResult parsed,
        Argument<string[]> settings,
        Func<IHost, TextWriter, Task<int>> run
    )
    {
        var configuration = parsed.InvocationConfiguration;
        if (parsed.UnmatchedTokens.Count > 0)
        {
            // The program itself takes settings, for the silo. A command must not ignore them: they could name another
            // store.
            await configuration.Error.WriteLineAsync(
                $"'{parsed.UnmatchedTokens[0]}': write settings after the command."
            );
            return NotDone;
        }

        try
        {
            var builder = Host.CreateApplicationBuilder(parsed.GetValue(settings));
            builder
                .Logging.ClearProviders()
                .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
                .SetMinimumLevel(LogLevel.Warning);
            DataDirectory.Resolve(builder.Configuration);
            builder.Services.AddStorageOptions(builder.Configuration);
            builder.Services.AddRegistrationOptions(builder.Configuration);
            builder.GetClusterSettings();
            builder.CheckSettings();
            using var host = builder.Build();
            return await run(host, configuration.Output);
        }
        catch (Exception exception)
            when (exception
                    is InvalidOperationException
                        or OptionsValidationException
                        or StartUpException
                        or InvalidDataException
            )
        {
            await configuration.Error.WriteLineAsync(StartUp.Describe(exception, configuration: null));
            return NotDone;
        }
    }

    /// <summary>Setting <c>Cluster:ServiceId</c>.</summary>
    public static string ServiceId(this IHost host) => host.Services.GetRequiredService<ClusterSettings>().ServiceId;

    private static void CheckSettings(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => !token.Value.Contains('=', StringComparison.Ordinal)))
        {
            result.AddError($"'{token.Value}' is neither an option nor a setting: write settings as --Key=Value.");
        }
    }
}
