using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Hosting;

namespace OrleansRegistration.Hosting;

/// <summary>
/// Refuses settings that nobody reads, and values that do not mean what they seem to mean. The options classes say
/// which settings exist (<see cref="SettingsSection"/>).
/// </summary>
internal static class SettingsCheck
{
    // A shorter name in the environment, such as URL, more likely belongs to another program than to a misspelt
    // setting.
    private const int MinEnvironmentName = 8;

    // The settings of the host: https://learn.microsoft.com/aspnet/core/fundamentals/host/web-host
    private static readonly string[] HostKeys =
    [
        "AllowedHosts",
        "Kestrel",
        "Logging",
        "ForwardedHeaders_Enabled",
        "HostBuilder",
        .. new[] { typeof(WebHostDefaults), typeof(HostDefaults) }
            .SelectMany(type => type.GetFields())
            .Select(field => (string)field.GetValue(null)!),
    ];

    /// <summary>Checks all settings below the sections, and the names of the sections for misspellings.</summary>
    /// <exception cref="StartUpException">
    /// A setting is unknown, a section has a value, or a value does not parse.
    /// </exception>
    public static void Check(IConfigurationRoot configuration, IEnumerable<SettingsSection> sections)
    {
        var types = sections.ToLookup(
            section => section.Path,
            section => section.Options,
            StringComparer.OrdinalIgnoreCase
        );
        var roots = types[""]
            .SelectMany(SettingsOf)
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        string[] known = [.. roots.Keys, .. types.Select(section => section.Key).Where(path => path.Length > 0)];
        foreach (var child in configuration.GetChildren())
        {
            if (types.Contains(child.Key))
            {
                // The environment has the names of other programs, such as MAIL=/var/mail/root.
                if (child.Value is { Length: > 0 } && !HasOnlyEnvironment(configuration, child.Key))
                {
                    throw new StartUpException(
                        $"{child.Key} is a section and cannot have a value; "
                            + $"its settings are {List(types[child.Key], child.Key)}."
                    );
                }

                CheckSection(child, [.. types[child.Key]]);
            }
            else if (roots.TryGetValue(child.Key, out var setting))
            {
                CheckValue(child, setting.PropertyType);
            }
            else if (
                IsOnCommandLine(configuration, child.Key)
                    ? !HostKeys.Contains(child.Key, StringComparer.OrdinalIgnoreCase) && !IsOfOpenTelemetry(child.Key)
                    : MayBeOurs(child, known)
            )
            {
                throw Unknown(child.Path, "", [.. known, .. HostKeys]);
            }
        }
    }

    /// <summary>
    /// Reads and checks a section at once, for settings that are needed before the container is built.
    /// </summary>
    /// <exception cref="StartUpException">A setting is wrong.</exception>
    public static TOptions GetChecked<TOptions>(this IConfiguration configuration, string section)
        where TOptions : class, new()
    {
        CheckSection(configuration.GetSection(section), [typeof(TOptions)]);
        var options = configuration.GetSection(section).Get<TOptions>() ?? new();
        try
        {
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
            return options;
        }
        catch (ValidationException wrong)
        {
            throw new StartUpException(StartUp.WithValue(wrong.Message, configuration), wrong);
        }
    }

    /// <summary>The settings in an options class: its properties that the configuration can set.</summary>
    public static IEnumerable<PropertyInfo> SettingsOf(Type options) =>
        options
            .GetProperties()
            .Where(property =>
                property.SetMethod is { IsPublic: true }
                || (
                    property.PropertyType != typeof(string)
                    && typeof(IEnumerable).IsAssignableFrom(property.PropertyType)
                )
            );

    /// <summary>The known name that is nearest to a misspelt name; <c>null</c> if no name is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> names) =>
        names
            .Select(candidate => (candidate, distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(pair => pair.distance <= Math.Max(1, Math.Min(name.Length, pair.candidate.Length) * 2 / 5))
            .OrderBy(pair => pair.distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();

    private static void CheckSection(IConfigurationSection section, IReadOnlyCollection<Type> types)
    {
        var settings = types
            .SelectMany(SettingsOf)
            .DistinctBy(property => property.Name)
            .ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            CheckValue(
                child,
                settings.TryGetValue(child.Key, out var setting)
                    ? setting.PropertyType
                    : throw Unknown(child.Path, $"{section.Path}:", settings.Keys)
            );
        }
    }

    private static void CheckValue(IConfigurationSection setting, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var isList = type == typeof(IList<string>);
        var isDictionary = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>);
        var isValue = type == typeof(string) || type.IsValueType;
        if (!isValue && !isList && setting.Value is { Length: > 0 } value)
        {
            var known = isDictionary ? $"{setting.Path}:1 …" : List([type], setting.Path);
            throw new StartUpException(
                $"{setting.Path} is '{value}'; it is a section and cannot have a value. Its settings are {known}."
            );
        }

        if (isValue)
        {
            if (setting.GetChildren().FirstOrDefault() is { } below)
            {
                throw new StartUpException(
                    $"{below.Path} is not a setting: {setting.Path} is a value and has none below it."
                );
            }

            Parse(setting, type);
        }
        else if (isList || isDictionary)
        {
            var (key, item) = isList
                ? (typeof(int), typeof(string))
                : (type.GenericTypeArguments[0], type.GenericTypeArguments[1]);
            foreach (var child in setting.GetChildren())
            {
                if (
                    key == typeof(int)
                    && !int.TryParse(child.Key, System.Globalization.CultureInfo.InvariantCulture, out _)
                )
                {
                    throw new StartUpException(
                        $"{child.Path} is not a setting: number the values of {setting.Path}, as in {setting.Path}:1."
                    );
                }

                CheckValue(child, item);
            }
        }
        else
        {
            CheckSection(setting, [type]);
        }
    }

    private static void Parse(IConfigurationSection setting, Type type)
    {
        if (type.IsEnum)
        {
            // Enum.Parse also accepts numbers and lists of names.
            if (setting.Value is { } name && !Enum.GetNames(type).Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new StartUpException(
                    $"{setting.Path} is '{name}'; it must be {string.Join(" or ", Enum.GetNames(type))}."
                );
            }

            return;
        }

        try
        {
            setting.Get(type);
        }
        catch (InvalidOperationException wrong)
        {
            var allowed =
                type == typeof(bool) ? "true or false"
                : type == typeof(int) || type == typeof(long) ? "a whole number"
                : type == typeof(string) ? "a text"
                : "a number such as 0.5";
            throw new StartUpException($"{setting.Path} is '{setting.Value}'; it must be {allowed}.", wrong);
        }
    }

    // The exporter reads these: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
    private static bool IsOfOpenTelemetry(string key) => key.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase);

    private static StartUpException Unknown(string path, string prefix, IEnumerable<string> known)
    {
        var name = path[prefix.Length..];
        var from = Environment
            .GetEnvironmentVariables()
            .Keys.Cast<string>()
            .FirstOrDefault(variable =>
                $"{variable.Replace("__", ":", StringComparison.Ordinal)}:".StartsWith(
                    $"{path}:",
                    StringComparison.OrdinalIgnoreCase
                )
            );
        var source = from is null ? "" : $" (environment variable {from})";
        var hint =
            Nearest(name, known) is { } nearest ? $"Did you mean {prefix}{nearest}?"
            : prefix.Length > 0 ? $"The settings there are {string.Join(", ", known.Order(StringComparer.Ordinal))}."
            : "README.md lists all settings. What only the silo or only the Web API has goes into the environment.";
        return new($"{path}{source} is not a setting. {hint}");
    }

    private static string List(IEnumerable<Type> types, string path) =>
        string.Join(
            ", ",
            types
                .SelectMany(SettingsOf)
                .Select(property => $"{path}:{property.Name}")
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

    private static bool MayBeOurs(IConfigurationSection setting, IEnumerable<string> known) =>
        (setting.GetChildren().Any() || setting.Key.Length >= MinEnvironmentName)
        && Nearest(setting.Key, known) is not null;

    private static bool HasOnlyEnvironment(IConfigurationRoot configuration, string key) =>
        configuration
            .Providers.Where(provider => provider.TryGet(key, out var value) && value is { Length: > 0 })
            .All(provider => provider is EnvironmentVariablesConfigurationProvider);

    private static bool IsOnCommandLine(IConfigurationRoot configuration, string key) =>
        configuration
            .Providers.OfType<CommandLineConfigurationProvider>()
            .Any(provider => provider.GetChildKeys([], null).Contains(key, StringComparer.OrdinalIgnoreCase));

    // The Levenshtein distance, with two rows of the table.
    private static int Distance(string from, string to)
    {
        var before = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                row[j + 1] = Math.Min(Math.Min(row[j], before[j + 1]) + 1, before[j] + (from[i] == to[j] ? 0 : 1));
            }

            before = row;
        }

        return before[to.Length];
    }
}
