using OrleansRegistration.Audit;
using OrleansRegistration.Operators;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>The role of the account's owner.</summary>
internal sealed partial class UserGrain
{
    // From storage: a command may have written the row, and rights must not come from old memory.
    public async Task<Role?> GetRoleAsync() =>
        (await _row.ReadAsync()).Value is { } record && record.IsOpen(_clock.Now) ? record.Role ?? Role.User : null;

    public Task<ChangeOutcome> SetRoleAsync(Role role, ActRequest request) =>
        ChangeAsync(seen =>
            Open(seen) is not { } record ? ChangeOutcome.NoAccount
            : (record.Role ?? Role.User) == role ? ChangeOutcome.Unchanged
            : ActOf(
                seen,
                record with
                {
                    Role = role is Role.User ? null : role,
                },
                ActKinds.Role,
                request,
                ("role", role.ToString())
            )
        );

    /// <summary>The attempt of a change without claims that an operator or a service asked for.</summary>
    /// <param name="changed">The record after the change, still with its last act.</param>
    /// <inheritdoc cref="Act.After" path="/param"/>
    private Attempt ActOf(
        Stored<UserRecord> seen,
        UserRecord changed,
        string kind,
        ActRequest request,
        params ReadOnlySpan<(string Name, string? Value)> data
    )
    {
        var next = changed with { Act = Act.After(seen.Value!.Act, kind, request, _clock.Now, data) };
        return new(seen) { Next = () => next, Shows = committed => committed.Act?.Id == request.Id };
    }
}
