using System.CommandLine;
using System.CommandLine.Parsing;
using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Audit;
using OrleansRegistration.Hosting;
using OrleansRegistration.Names;
using OrleansRegistration.Operators;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Administrators;

/// <summary>
/// <c>admin grant</c>, <c>admin revoke</c> and <c>admin list</c>: who is an administrator. Works with or without a
/// running service, which reads the role at each request. Exit code 0: done; 2: not done.
/// </summary>
internal static class AdminCommand
{
    private static readonly Actor Actor = new(ActorKind.Command, "admin");

    /// <summary>Creates the command, for the root command of the program.</summary>
    public static Command Create() =>
        new(
            "admin",
            "Says who is an administrator, with or without a running service. Nobody is one by default. "
                + "Exit code 0: done; 2: not done."
        )
        {
            CreateChange(
                "grant",
                "Makes the owner of an account an administrator. The account must be activated.",
                Role.Admin,
                isReasonRequired: true
            ),
            CreateChange(
                "revoke",
                "Makes an administrator an ordinary user again.",
                Role.User,
                isReasonRequired: false
            ),
            CreateList(),
        };

    private static Command CreateChange(string verb, string description, Role role, bool isReasonRequired)
    {
        var name = new Argument<string>("name") { Description = "A username, an e-mail address or a user's id." };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }, ..] && text.StartsWith("--", StringComparison.Ordinal))
            {
                result.AddError("Write the name before the settings.");
            }
        });
        var reason = new Option<string?>("--reason")
        {
            Required = isReasonRequired,
            Description = "Why, for the audit log: one line of 1 to 500 characters, without personal data.",
        };
        reason.Validators.Add(CheckReason);
        var settings = OperatorCommand.Settings();
        var command = new Command(verb, description) { name, settings, reason };
        command.SetAction(
            (parsed, cancellationToken) =>
                OperatorCommand.RunAsync(
                    parsed,
                    settings,
                    (host, output) =>
                        ChangeAsync(
                            host,
                            parsed.GetRequiredValue(name),
                            role,
                            parsed.GetValue(reason)?.Trim(),
                            output,
                            cancellationToken
                        )
                )
        );
        return command;
    }

    private static Command CreateList()
    {
        var settings = OperatorCommand.Settings();
        var command = new Command("list", "Lists the administrators: id, username and state of each account.")
        {
            settings,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                OperatorCommand.RunAsync(parsed, settings, (host, output) => ListAsync(host, output, cancellationToken))
        );
        return command;
    }

    private static void CheckReason(OptionResult result)
    {
        if (
            ActRequest.TryParseReason(result.Tokens is [{ Value: var text }, ..] ? text : null, out _)
            is not NameProblem.None
        )
        {
            result.AddError("--reason must be one line of 1 to 500 characters.");
        }
    }

    private static Task<int> ChangeAsync(
        IHost host,
        string name,
        Role role,
        string? reason,
        TextWriter output,
        CancellationToken cancellationToken
    ) =>
        UseAsync(
            host,
            async rows =>
            {
                var (user, isChanged) = await rows.SetRoleAsync(name, role, new(Guid.NewGuid(), Actor, reason));
                var now = role is Role.Admin ? "an administrator" : "no administrator";
                await output.WriteLineAsync($"{user} is {now} {(isChanged ? "now" : "already")}.");
            },
            cancellationToken
        );

    private static Task<int> ListAsync(IHost host, TextWriter output, CancellationToken cancellationToken) =>
        UseAsync(
            host,
            async rows =>
            {
                await foreach (var (user, record) in rows.ListAsync(cancellationToken))
                {
                    await output.WriteLineAsync($"{user} {record.Username}{(record.IsDisabled ? " (disabled)" : "")}");
                }
            },
            cancellationToken
        );

    private static async Task<int> UseAsync(
        IHost host,
        Func<AdministratorRows, Task> use,
        CancellationToken cancellationToken
    )
    {
        using var store = await OpenStore.OpenAsync(
            host.Services.GetRequiredService<IOptions<StorageOptions>>(),
            host.ServiceId(),
            host.Services.GetRequiredService<ILoggerFactory>(),
            cancellationToken
        );
        try
        {
            await use(new(store, host.ServiceId(), TimeProvider.System));
            return 0;
        }
        catch (Exception exception) when (exception is DbException or StorageUnavailableException)
        {
            throw store.Store.Failed("cannot be used", exception);
        }
    }
}
