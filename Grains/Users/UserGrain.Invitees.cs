using OrleansRegistration.InvitationCodes;
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
        while (CodeAt(record, code) is { } current && users.Count < limit)
        {
            var page = await GrainFactory.GetCode(current).GetInviteesAsync(after, limit - users.Count);
            users.AddRange(page.Redemptions.Select(redemption => redemption.User));
            (code, after) = page.HasMore ? (code, page.Last) : (Following(record, code), 0);
        }

        var invitees = await Task.WhenAll(users.Select(user => GrainFactory.GetUser(user).DescribeAsInviteeAsync()));
        return new([.. invitees.OfType<Invitee>()], CodeAt(record, code) is null ? null : new(code, after));
    }

    public async Task<Invitee?> DescribeAsInviteeAsync() =>
        (await _row.LoadAsync()).Value is { Status: not UserStatus.Tombstone } record
            ? new(record.Status == UserStatus.Live ? record.Nickname : null, record.DateJoined, record.IsActive)
            : null;

    private static InvitationCode? CodeAt(UserRecord record, int number) =>
        number >= 0
            ? record.Codes.ElementAtOrDefault(number)
            : (record.IssuedCodes ?? []).ElementAtOrDefault(-1 - number);

    private static int Following(UserRecord record, int number) =>
        number < 0 ? number - 1
        : number + 1 < record.Codes.Length ? number + 1
        : -1;
}
