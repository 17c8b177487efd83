using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using OrleansRegistration.Audit;
using OrleansRegistration.Names;
using OrleansRegistration.Operators;
using OrleansRegistration.Reservations;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Administrators;

/// <summary>Reads and changes the roles of accounts in a store, beside a running service.</summary>
internal sealed class AdministratorRows(OpenStore store, string serviceId, TimeProvider time)
{
    private const int MaxAttempts = 10;

    // The users' rows have no index on the role, so all are read. A text of a user cannot look like the role: its
    // quotation marks are escaped.
    private const string Statement = """
        select grain_key, cast(payload as text) from grain_state
        where service_id = @service and grain_type = 'user' and cast(payload as text) like '%"role":"Admin"%'
        order by grain_key
        """;

    /// <summary>Gives an account a role.</summary>
    /// <param name="name">A username, an e-mail address or a user's id.</param>
    /// <returns>The account, and whether its role is another one than before.</returns>
    /// <exception cref="InvalidOperationException">
    /// There is no such account, it cannot have the role, or the change failed.
    /// </exception>
    public async Task<(UserId User, bool IsChanged)> SetRoleAsync(string name, Role role, ActRequest request)
    {
        var user = await FindAsync(name) ?? throw new InvalidOperationException($"There is no account '{name}'.");
        var row = new CommittingRow<UserRecord>(
            store.Row<UserRecord>(new(GrainTypes.User, user.GrainKey)),
            UserRecord.Tombstone
        );
        for (var attempts = 0; attempts < MaxAttempts; attempts++)
        {
            var seen = await row.ReadAsync();
            if (WhyNot(seen.Value, role) is { } problem)
            {
                throw new InvalidOperationException($"The account '{name}' {problem}.");
            }

            var record = seen.Value!;
            if ((record.Role ?? Role.User) == role)
            {
                return (user, false);
            }

            var changed = record.WithRole(role) with
            {
                Act = Act.After(record.Act, ActKinds.Role, request, time.GetUtcNow(), ("role", role.ToString())),
            };
            switch (await row.CommitAsync(changed, seen.Version, committed => committed.Act?.Id == request.Id))
            {
                case CommitOutcome.Landed:
                    return (user, true);
                case CommitOutcome.Unknown:
                    throw new InvalidOperationException(
                        "Storage does not say whether the role was changed. Look with 'Silo admin list'."
                    );
                case CommitOutcome.Failed:
                    throw new InvalidOperationException("Storage refused the change. Run the command again.");
                case CommitOutcome.Conflict:
                    break; // the service wrote the row meanwhile
            }
        }

        throw new InvalidOperationException("The account is being changed all the time. Run the command again.");
    }

    /// <summary>Streams the administrators' accounts.</summary>
    /// <exception cref="DbException">A database cannot be read.</exception>
    public async IAsyncEnumerable<(UserId User, UserRecord Record)> ListAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var database in store.Store.Databases)
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = Statement;
            command.CommandTimeout = 0; // a large store takes long
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("service", serviceId);
            command.Parameters.Add(parameter);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                if (
                    GrainKeys.TryParseUser(rows.GetString(0), out var user)
                    && JsonSerializer.Deserialize(rows.GetString(1), StateJson.Default.UserRecord)
                        is { Role: Role.Admin } record
                )
                {
                    yield return (user, record);
                }
            }
        }
    }

    private async Task<UserId?> FindAsync(string name)
    {
        if (UserId.TryParse(name, out var id))
        {
            return id;
        }

        IEnumerable<NameClaim> claims = name.Contains('@', StringComparison.Ordinal)
            ? EmailAddress.TryParseExisting(name, out var email) is NameProblem.None
                ? [new(NameKind.Email, email!.Key)]
                : []
            : Username.TryParseExisting(name, out var username) is NameProblem.None
                ? username!.Claims
                : [];
        foreach (var claim in claims)
        {
            var key = GrainKeys.ForName(claim.Kind, claim.Key);
            var reservation = await store.Row<Reservation>(new(GrainTypes.Of(claim.Kind), key)).ReadAsync();
            if (
                reservation.Value?.Owner is { } owner
                && (await store.Row<UserRecord>(new(GrainTypes.User, owner.GrainKey)).ReadAsync()).Value?.Lists(claim)
                    is true
            )
            {
                return owner;
            }
        }

        return null;
    }

    private string? WhyNot(UserRecord? record, Role role) =>
        record is null or { Status: UserStatus.Tombstone } ? "does not exist"
        : record.Status == UserStatus.Ended ? "has ended"
        : role is Role.User ? null // a right may be taken away from every account
        : record.IsDisabled ? "is disabled; enable it first"
        : record.HasLapsed(time.GetUtcNow()) ? "was not activated in time"
        : !record.IsActive ? "is not activated"
        : null;
}
