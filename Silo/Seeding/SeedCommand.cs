using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;
using OrleansRegistration.Leases;
using OrleansRegistration.Passwords;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Seeding;

/// <summary>
/// <c>seed --accounts N</c>: fills an empty store with accounts, for benches and trials. Unlike in a real store, all
/// accounts share one password and its hash, made with the cost in the settings. No service may run on the store
/// meanwhile: its grains would remember an empty store. Exit code 0: done; 2: not done.
/// </summary>
internal static class SeedCommand
{
    private const string DefaultPassword = "Correct-horse7";
    private const int ProgressRows = 500_000;

    /// <summary>Creates the command, for the root command of the program.</summary>
    public static Command Create()
    {
        var settings = OperatorCommand.Settings();
        var accounts = new Option<int>("--accounts")
        {
            Required = true,
            Description = $"How many accounts, 1 to {SeedPlan.MaxAccounts}.",
        };
        accounts.Validators.Add(result =>
        {
            if (
                !int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var number)
                || number is < 1 or > SeedPlan.MaxAccounts
            )
            {
                result.AddError($"--accounts must be a number between 1 and {SeedPlan.MaxAccounts}.");
            }
        });
        var password = new Option<string>("--password")
        {
            DefaultValueFactory = _ => DefaultPassword,
            Description = "The password of all accounts.",
        };
        var command = new Command(
            "seed",
            "Fills an empty store with accounts that share one password, for benches and trials only. "
                + "Exit code 0: done; 2: not done."
        )
        {
            settings,
            accounts,
            password,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                OperatorCommand.RunAsync(
                    parsed,
                    settings,
                    (host, _) =>
                        SeedAsync(
                            host,
                            parsed.GetValue(accounts),
                            parsed.GetValue(password)!,
                            parsed.InvocationConfiguration.Error,
                            cancellationToken
                        )
                )
        );
        return command;
    }

    /// <summary>Fills the store that the settings of <paramref name="services"/> name.</summary>
    /// <exception cref="InvalidOperationException">
    /// The store already has records, or cannot be used; the message names the setting.
    /// </exception>
    public static async Task SeedAsync(
        IServiceProvider services,
        string serviceId,
        int accounts,
        string password,
        TextWriter progress,
        CancellationToken cancellationToken = default
    )
    {
        using var store = new RegistrationStore(services.GetRequiredService<IOptions<StorageOptions>>());
        await using var owned = await StoreOwners.TakeAllAsync(store, serviceId, cancellationToken);
        var logger = services.GetRequiredService<ILogger<SchemaMigration>>();
        await StoreOpening.OpenAsync(store, serviceId, logger, cancellationToken);
        using var hasher = new PasswordHasher(
            services.GetRequiredService<IOptions<PasswordOptions>>(),
            TimeProvider.System,
            services.GetRequiredService<ILogger<PasswordHasher>>(),
            threads: 1
        );
        var hash = await hasher.TryHashAsync(password, PasswordLine.SignUp, cancellationToken);
        var lease = TimeSpan.FromSeconds(services.GetRequiredService<IOptions<LeaseOptions>>().Value.LeaseSeconds);
        var days = services.GetRequiredService<IOptions<ActivationOptions>>().Value.ActivationDays;
        var now = TimeProvider.System.GetUtcNow();
        var plan = new SeedPlan(accounts, hash!, lease, days > 0 ? TimeSpan.FromDays(days) : null, now);
        await new Seeder(store, serviceId).RunAsync(plan, now, Tell, cancellationToken);

        void Tell(int rows)
        {
            if (rows % ProgressRows == 0 || rows == plan.Count)
            {
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} of {plan.Count} rows"));
            }
        }
    }

    private static async Task<int> SeedAsync(
        IHost host,
        int accounts,
        string password,
        TextWriter progress,
        CancellationToken cancellationToken
    )
    {
        await SeedAsync(host.Services, host.ServiceId(), accounts, password, progress, cancellationToken);
        return 0;
    }
}
