using System.Data.Common;
using System.Globalization;

namespace OrleansRegistration.Storage;

/// <summary>
/// Compares the databases in the settings with the list that each of them keeps. A process with another list would look
/// for rows where they are not, and write second rows.
/// </summary>
internal static class DatabaseList
{
    /// <summary>The command that makes and changes lists, for messages.</summary>
    public const string Command = "Silo rebalance";

    private const string WritersName = "select set_config('registration.list', @list, false)";

    /// <summary>Reads what the databases say, and lets the store use their list.</summary>
    /// <exception cref="InvalidOperationException">
    /// The settings name other databases than the list; the message names the setting.
    /// </exception>
    public static async Task UseAsync(RegistrationStore store, string serviceId, CancellationToken cancellationToken)
    {
        var entries = new DatabaseEntry?[store.Databases.Length];
        for (var number = 0; number < entries.Length; number++)
        {
            var database = store.Databases[number];
            try
            {
                await using var connection = await database.OpenAsync(cancellationToken);
                entries[number] = database.IsPostgreSql
                    ? await DatabaseEntry.ReadAsync(connection, cancellationToken)
                    : null;
            }
            catch (Exception exception) when (exception is DbException or TimeoutException)
            {
                throw database.Failed("cannot be used", exception);
            }
        }

        Use(store, serviceId, entries);
    }

    /// <inheritdoc cref="UseAsync"/>
    /// <param name="entries">What each of the store's databases says.</param>
    public static void Use(RegistrationStore store, string serviceId, IReadOnlyList<DatabaseEntry?> entries)
    {
        for (var number = 0; number < entries.Count; number++)
        {
            if (FindProblem(store, serviceId, entries, number) is { } problem)
            {
                var database = store.Databases[number];
                throw new InvalidOperationException($"{database.Setting}: the {database.Place} {problem}");
            }
        }

        store.Use(entries);
    }

    /// <summary>Whether a database still says what it said when this process began to use it.</summary>
    public static async Task<bool> IsUnchangedAsync(RegistrationDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var entry = await DatabaseEntry.ReadAsync(connection, cancellationToken);
        return entry?.ListId == database.ListId && entry?.NextListId is null;
    }

    /// <summary>Names the list to the database, which refuses writers with another one.</summary>
    /// <param name="list">The id of the list, or <see cref="Move"/>.</param>
    public static void Name(DbConnection connection, string list)
    {
        using var command = connection.CreateCommand();
        command.CommandText = WritersName;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("list", list);
        command.Parameters.Add(parameter);
        command.ExecuteNonQuery();
    }

    /// <summary>The name by which a rebalance may write, while nobody else may.</summary>
    public static string Move(Guid nextListId) => $"move to {nextListId}";

    private static string? FindProblem(
        RegistrationStore store,
        string serviceId,
        IReadOnlyList<DatabaseEntry?> entries,
        int number
    )
    {
        var count = entries.Count;
        return entries[number] switch
        {
            null when count == 1 => null, // it was always alone
            null => $"is not one of several databases of a store yet. Run '{Command}' with these settings, while no "
                + "node runs.",
            { NextListId: not null } =>
                $"belongs to a store whose rows are being moved. Run '{Command}' again, with the settings that it had.",
            { ServiceId: var service } when service != serviceId =>
                $"belongs to the store of service '{service}' (Cluster:ServiceId).",
            { Members.IsEmpty: true } => $"was to join a store. Run '{Command}' again, with the settings that it had.",
            { IsMember: false } => "has left its store: its rows are in other databases.",
            { Members: var members } when members.Length != count => string.Create(
                CultureInfo.InvariantCulture,
                $"belongs to a store of {members.Length} databases, but the settings name {count}."
            ),
            { ListId: var list } when list != entries[0]!.ListId =>
                $"belongs to another store than {store.Databases[0].Setting}.",
            { Id: var id, Members: var members } when members.IndexOf(id) != number => string.Create(
                CultureInfo.InvariantCulture,
                $"is number {members.IndexOf(id)} of its store, not number {number}."
            ),
            _ => null,
        };
    }
}
