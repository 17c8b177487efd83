using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Tests;

/// <summary>README's table of settings is the one that the options classes make.</summary>
public sealed partial class SettingsTableTests(Service service)
{
    // Settings of ASP.NET Core, which no options class of ours has.
    private static readonly string[] OfTheHost = ["AllowedHosts", "Kestrel:Limits:*"];

    [Fact]
    public void Readme_has_every_setting_with_its_default()
    {
        Assert.Empty(
            Differences(RepositoryFiles.Read("README.md"), RepositoryFiles.Read("docs/contract.md"), Settings())
        );
    }

    [Fact]
    public void Files_for_clusters_name_only_settings()
    {
        var known = Settings().Select(setting => setting.Key).Append("ConnectionStrings:Registration").ToHashSet();
        var files = RepositoryFiles
            .Paths()
            .Where(path => path.StartsWith("docs/deploy/", StringComparison.Ordinal))
            .Where(path => File.Exists(Path.Combine(RepositoryFiles.Root, path)))
            .Append("cluster.sh")
            .Append("tests/rolling-upgrade.sh");
        var named = files
            .SelectMany(path => InEnvironment().Matches(RepositoryFiles.Read(path)).Select(name => (path, name.Value)))
            .ToList();
        Assert.Contains(named, one => one.Value == "Cluster__AdvertisedIP");
        Assert.All(named, one => Assert.Contains(one.Value.Replace("__", ":", StringComparison.Ordinal), known));
    }

    [Theory]
    [InlineData("| `Mail:Port` | `25` | |", "README: Mail:Port is `587`, not `25`")]
    [InlineData("| `Mail:Port` | 587 | |", "README: Mail:Port is `587`, not 587")]
    [InlineData("| `Mail:Port` | `587` | |\n| `Mail:Ports` | empty | |", "README: Mail:Ports is not a setting")]
    [InlineData("| `Mail:Host` | empty | |", "README: Mail:Port is missing")]
    [InlineData("| `Mail:Port` | `587` | |\n| `Mail:Port` | `587` | |", "README: Mail:Port is there twice")]
    public void Table_that_is_wrong_is_found(string rows, string expected) =>
        Assert.Contains(expected, Differences($"## Settings\n{rows}\n", "", [("Mail:Port", "587"), ("Mail:Host", "")]));

    [Fact]
    public void Setting_in_the_contract_may_be_missing_in_the_table() =>
        Assert.Empty(Differences("## Settings\n", "unless `Mail:Port` is set", [("Mail:Port", "587")]));

    private IEnumerable<(string Key, string? Default)> Settings() =>
        service
            .Services.GetServices<SettingsSection>()
            .SelectMany(section => SettingsOf(section.Path, Activator.CreateInstance(section.Options)!))
            .Append(("urls", DefaultUrls()))
            .Concat(OfTheHost.Select(key => (key, Default: (string?)null)));

    private static IEnumerable<string> Differences(
        string readme,
        string contract,
        IEnumerable<(string Key, string? Default)> settings
    )
    {
        var table = readme[readme.IndexOf("## Settings\n", StringComparison.Ordinal)..];
        var rows = Row().Matches(table).ToLookup(row => row.Groups["key"].Value, row => row.Groups["default"].Value);
        var known = settings.ToLookup(setting => setting.Key, setting => setting.Default);
        foreach (var row in rows)
        {
            if (row.Count() > 1)
            {
                yield return $"README: {row.Key} is there twice";
            }

            // Two options classes may have the same setting.
            foreach (var expected in known[row.Key].OfType<string>().Select(Write).Where(value => value != row.First()))
            {
                yield return $"README: {row.Key} is {expected}, not {row.First()}";
            }

            if (!known.Contains(row.Key))
            {
                yield return $"README: {row.Key} is not a setting";
            }
        }

        foreach (var key in known.Select(setting => setting.Key).Where(key => !rows.Contains(key)))
        {
            if (!contract.Contains($"`{key}`", StringComparison.Ordinal))
            {
                yield return $"README: {key} is missing";
            }
        }
    }

    private static string Write(string value) => value.Length == 0 ? "empty" : $"`{value}`";

    private static IEnumerable<(string Key, string? Default)> SettingsOf(string path, object options) =>
        SettingsCheck
            .SettingsOf(options.GetType())
            .SelectMany(setting => Expand(Join(path, setting.Name), setting.GetValue(options)));

    private static IEnumerable<(string Key, string? Default)> Expand(string key, object? value) =>
        value switch
        {
            null => [(key, "")],
            bool flag => [(key, flag ? "true" : "false")],
            string or ValueType => [(key, Convert.ToString(value, CultureInfo.InvariantCulture))],
            IDictionary items => items
                .Keys.Cast<object>()
                .SelectMany(item => Expand(Join(key, $"{item}"), items[item])),
            IEnumerable<string> texts => [(key, string.Join(", ", texts))],
            _ => SettingsOf(key, value),
        };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}:{name}";

    private static string? DefaultUrls()
    {
        using var defaults = typeof(StartUp).Assembly.GetManifestResourceStream("defaults.json")!;
        return new ConfigurationBuilder().AddJsonStream(defaults).Build()["urls"];
    }

    [GeneratedRegex(@"^\| `(?<key>[^`]+)` \| (?<default>[^|]*?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    // As an environment variable: Cluster__Mode.
    [GeneratedRegex(@"\b[A-Z][A-Za-z]+(__[A-Z][A-Za-z]+)+\b")]
    private static partial Regex InEnvironment();
}
