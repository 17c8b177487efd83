using System.ComponentModel.DataAnnotations;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OrleansRegistration.Logging;

namespace OrleansRegistration.Hosting;

/// <summary>
/// How the Web API and the silo start. A program that cannot start says why in one line on standard error and ends with
/// exit code 2.
/// </summary>
internal static partial class StartUp
{
    /// <summary>The exit code of a program that did not start or finish. Standard error has the reason.</summary>
    public const int Failed = 2;

    /// <summary>Builds a host and runs it until it is stopped.</summary>
    /// <param name="args">The command line: settings and nothing else.</param>
    /// <param name="commands">The commands of the program, for a suggestion when a word is misspelt.</param>
    /// <param name="program">
    /// The program. If another program runs it, as a test does, failures are thrown to that program.
    /// </param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, string[] commands, Assembly program, Func<IHost> build)
    {
        // Settings are read once. A watch on their files would watch every folder below the current one.
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        IHost? host = null;
        try
        {
            CommandWords.Check(args, commands);
            host = build();
            await host.StartAsync();
            host.Services.GetRequiredService<StartUpState>().IsOver = true;
        }
        catch (OperationCanceledException)
            when (host
                    ?.Services.GetRequiredService<IHostApplicationLifetime>()
                    .ApplicationStopping.IsCancellationRequested
                    is true
            )
        {
            return 0; // stopped while it waited for silos
        }
        catch (Exception failure)
        {
            if (Assembly.GetEntryAssembly() == program)
            {
                await Console.Error.WriteLineAsync(Describe(failure, host?.Services.GetService<IConfiguration>()));
                return Failed; // and the process ends, with whatever had been opened
            }

            if (host is IAsyncDisposable failed)
            {
                await failed.DisposeAsync();
            }

            throw;
        }

        using (host)
        {
            await host.WaitForShutdownAsync();
        }

        return Environment.ExitCode;
    }

    /// <summary>
    /// The first step of a host: default settings below all others, the full path of the data directory, and logs
    /// without names.
    /// </summary>
    public static void AddStartUp(this IHostApplicationBuilder builder)
    {
        // The defaults are copied to memory, because a provider that reads a stream cannot be loaded twice.
        using var stream = typeof(StartUp).Assembly.GetManifestResourceStream("defaults.json")!;
        var defaults = new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable();
        builder.Configuration.Sources.Insert(
            0,
            new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = defaults }
        );
        DataDirectory.Resolve(builder.Configuration);
        builder.Services.AddSingleton<StartUpState>();
        builder.Services.AddSingleton<DataDirectory>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new FailureLines(TimeProvider.System));
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory, DiscreetLoggerFactory>());

        // A line of Logging:Console:FormatterName=json has a time and the ids of the trace.
        builder.Services.Configure<LoggerFactoryOptions>(logs =>
            logs.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId
        );
        builder.Services.PostConfigure<JsonConsoleFormatterOptions>(json =>
        {
            json.IncludeScopes = true;
            json.UseUtcTimestamp = true;
            json.TimestampFormat ??= "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
    }

    /// <summary>The last step of a host: refuses settings that nobody reads.</summary>
    /// <exception cref="StartUpException">A setting is unknown; the message names it.</exception>
    public static void CheckSettings(this IHostApplicationBuilder builder) =>
        SettingsCheck.Check(
            (IConfigurationRoot)builder.Configuration,
            builder.Services.Select(service => service.ImplementationInstance).OfType<SettingsSection>()
        );

    /// <summary>Describes a failure in one line.</summary>
    public static string Describe(Exception failure, IConfiguration? configuration)
    {
        while (failure is AggregateException or TargetInvocationException && failure.InnerException is { } inner)
        {
            failure = inner;
        }

        var text = failure switch
        {
            OptionsValidationException wrong => string.Join(
                ' ',
                wrong
                    .Failures.Select(message => WithValue(DataAnnotation().Replace(message, "$1"), configuration))
                    .Distinct()
            ),
            StartUpException
            or ValidationException
            or InvalidOperationException
            or InvalidDataException
            or NotSupportedException => failure.Message,

            // The web server cannot listen. Silo ports and databases have messages of their own.
            IOException or SocketException when configuration?["urls"] is { } urls =>
                $"urls: cannot listen on '{urls}'. {failure.Message.TrimEnd('.')}. "
                    + "Set another address, as in --urls=http://127.0.0.1:8001.",
            _ => $"{failure.GetType().Name}: {failure.Message}",
        };
        return WhiteSpace().Replace(text.Trim(), " ");
    }

    /// <summary>
    /// Adds the value of the setting to a message of an options class, which begins with its key. Leaves out a value
    /// that may be a secret.
    /// </summary>
    public static string WithValue(string message, IConfiguration? configuration)
    {
        var key = message.Split(' ')[0];
        var isSecret =
            key.EndsWith("Secret", StringComparison.Ordinal)
            || key.EndsWith("Password", StringComparison.Ordinal)
            || key.EndsWith("Token", StringComparison.Ordinal)
            || key.StartsWith("ConnectionStrings", StringComparison.Ordinal);
        return !isSecret && configuration?[key] is { } value ? $"{message} It is '{value}'." : message;
    }

    [GeneratedRegex(@"^DataAnnotation validation failed for .* with the error: '(.*)'\.$", RegexOptions.Singleline)]
    private static partial Regex DataAnnotation();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
