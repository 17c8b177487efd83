using OrleansRegistration.Audit;
using OrleansRegistration.Operators;

namespace OrleansRegistration.Users;

/// <summary>The role of the account's owner.</summary>
internal sealed partial class UserGrain
{
    // From storage: a command may have written the row, and rights must not come from old memory.
    public async Task<Role?> GetRoleAsync() =>
        (await _row.ReadAsync()).Value is { } record && record.IsOpen(_clock.Now) ? record.Role ?? Role.User : null;

    // A right may be taken away from every account, and given only to one that its owner uses.
    public Task<ChangeOutcome> SetRoleAsync(Role role, ActRequest request) =>
        ActAsync(
            request,
            (seen, record) =>
                (record.Role ?? Role.User) == role ? ChangeOutcome.Unchanged
                : role is not Role.User && record.IsDisabled ? ChangeOutcome.Disabled
                : role is not Role.User && record.HasLapsed(_clock.Now) ? ChangeOutcome.Lapsed
                : role is not Role.User && !record.IsActive ? ChangeOutcome.NotActive
                : ActOf(seen, record.WithRole(role), ActKinds.Role, request, ("role", role.ToString()))
        );
}
