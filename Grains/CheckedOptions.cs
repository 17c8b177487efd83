using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OrleansRegistration.Hosting;

/// <summary>Registers options that are checked before anything else starts.</summary>
public static class CheckedOptions
{
    private const StringSplitOptions Items = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    /// <summary>
    /// Reads <typeparamref name="TOptions"/> from a section or from the root. A list of texts may also be one text with
    /// commas. A second call for the same class and section does nothing.
    /// </summary>
    public static void AddCheckedOptions<TOptions>(this IServiceCollection services, IConfiguration section)
        where TOptions : class
    {
        var settings = new SettingsSection((section as IConfigurationSection)?.Path ?? "", typeof(TOptions));
        if (services.Any(service => settings.Equals(service.ImplementationInstance)))
        {
            return;
        }

        services.AddSingleton(settings);
        services
            .AddOptions<TOptions>()
            .Bind(section)
            .PostConfigure(options => AddLists(options, section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }

    private static void AddLists(object options, IConfiguration section)
    {
        foreach (
            var property in options
                .GetType()
                .GetProperties()
                .Where(property => property.PropertyType == typeof(IList<string>))
        )
        {
            foreach (var item in (section[property.Name] ?? "").Split(',', Items))
            {
                ((IList<string>)property.GetValue(options)!).Add(item);
            }
        }
    }
}
