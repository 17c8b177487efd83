using System.Globalization;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Mail;
using OrleansRegistration.Operators;
using OrleansRegistration.Purchases;

namespace OrleansRegistration.Users;

/// <summary>Describes an account to its owner.</summary>
internal sealed class MeDescription(
    IOptions<LevelOptions> levels,
    IOptions<ServiceOptions> service,
    IStringLocalizer<LevelNames> names
)
{
    /// <summary>Describes an account, with names of levels in the language of the request.</summary>
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
            Money.Write(account.Consumption),
            account.InvitationCode.Value,
            LinkOf(account.InvitationCode),
            overview.Registered,
            overview.Activated,
            NextLevel(account),
            overview.Mail is { } mail ? MailNames.Of(mail.State) : null,
            overview.Mail?.Failure is { } failure ? MailNames.Of(failure) : null,
            overview.Mail?.Since.UtcDateTime,
            RoleNames.Of(overview.Role),
            overview.NamesToChange.IsDefault ? [] : [.. overview.NamesToChange.Select(FieldNames.Of)]
        );
    }

    /// <summary>The page where somebody signs up with a code.</summary>
    public string LinkOf(InvitationCode code) => $"{service.Value.PublicUrl}/register?code={code.Value}";

    private NextLevelResponse? NextLevel(Account account)
    {
        var next = account.Level + 1;
        if (next > LevelOptions.Highest || account.IsLevelByHand)
        {
            return null;
        }

        var threshold = levels.Value.Thresholds[next];
        return new(
            next,
            NameOf(next),
            Money.Write(threshold),
            Money.Write(Math.Max(0, threshold - account.Consumption))
        );
    }

    private string NameOf(int level) => names[level.ToString(CultureInfo.InvariantCulture)];
}
