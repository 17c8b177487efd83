using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Users;

/// <summary>Describes an account to its owner.</summary>
internal sealed class MeDescription(
    IOptions<LevelOptions> levels,
    IOptions<ServiceOptions> service,
    IStringLocalizer<LevelNames> names
)
{
    /// <summary>The account, with level names in the language of the request.</summary>
    public MeResponse Describe(AccountOverview overview)
    {
        var account = overview.Account;
        return new(
            account.Id.ToString(),
            account.Username,
            account.Nickname,
            account.Email,
            account.IsActive,
            account.DateJoined.UtcDateTime,
            account.Level,
            NameOf(account.Level),
            Money(account.Consumption),
            account.InvitationCode.Value,
            LinkOf(account.InvitationCode),
            overview.Registered,
            overview.Activated,
            NextLevel(account),
            NameOf(overview.Mail?.State),
            NameOf(overview.Mail?.Failure),
            overview.Mail?.Since.UtcDateTime
        );
    }

    /// <summary>Where somebody signs up with a code.</summary>
    public string LinkOf(InvitationCode code) => $"{service.Value.PublicUrl}/register?code={code.Value}";

    private NextLevelResponse? NextLevel(Account account)
    {
        var next = account.Level + 1;
        if (next > LevelOptions.Highest)
        {
            return null;
        }

        var threshold = levels.Value.Thresholds[next];
        return new(next, NameOf(next), Money(threshold), Money(Math.Max(0, threshold - account.Consumption)));
    }

    private static string? NameOf(Enum? member) =>
        member is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString());

    private string NameOf(int level) => names[level.ToString(CultureInfo.InvariantCulture)];

    private static string Money(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
