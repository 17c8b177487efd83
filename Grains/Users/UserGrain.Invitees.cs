using OrleansRegistration.Invitees;

namespace OrleansRegistration.Users;

/// <summary>The accounts that this user invited, and this user as an invitee.</summary>
internal sealed partial class UserGrain
{
    public async Task<InviteePage?> ListInviteesAsync(InviteePosition from, int limit)
    {
        if (await FindOpenAsync() is not { } record)
        {
            return null;
        }

        var users = new List<UserId>();
        var (code, after) = from;
        while (code < record.Codes.Length && users.Count < limit)
        {
            var page = await GrainFactory.GetCode(record.Codes[code]).GetInviteesAsync(after, limit - users.Count);
            users.AddRange(page.Redemptions.Select(redemption => redemption.User));
            (code, after) = page.HasMore ? (code, page.Last) : (code + 1, 0);
        }

        var invitees = await Task.WhenAll(users.Select(user => GrainFactory.GetUser(user).DescribeAsInviteeAsync()));
        return new([.. invitees.OfType<Invitee>()], code < record.Codes.Length ? new(code, after) : null);
    }

    public async Task<Invitee?> DescribeAsInviteeAsync() =>
        (await _row.LoadAsync()).Value is { Status: not UserStatus.Tombstone } record
            ? new(record.Status == UserStatus.Live ? record.Nickname : null, record.DateJoined, record.IsActive)
            : null;
}
