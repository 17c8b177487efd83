using System.Collections.Immutable;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Operators;

namespace OrleansRegistration.Users;

/// <summary>An account as its owner may see it.</summary>
/// <param name="Level">0–5; see <see cref="LevelOptions"/>.</param>
/// <param name="Consumption">Total spent, two decimals.</param>
/// <param name="InvitationCode">The account's own current code.</param>
/// <param name="PasswordGeneration">
/// How often the password was replaced or the account activated by mail. Only sessions of this generation go on.
/// </param>
/// <param name="UserAgent">
/// The User-Agent of the sign-up, for the list of sessions; <c>null</c> when none was sent.
/// </param>
/// <param name="IsLevelByHand">Whether an operator has set the level, so that purchases do not change it.</param>
[GenerateSerializer, Immutable, Alias("account")]
public sealed record Account(
    [property: Id(0)] UserId Id,
    [property: Id(1)] string Username,
    [property: Id(2)] string Nickname,
    [property: Id(3)] string Email,
    [property: Id(4)] bool IsActive,
    [property: Id(5)] DateTimeOffset DateJoined,
    [property: Id(6)] int Level,
    [property: Id(7)] decimal Consumption,
    [property: Id(8)] InvitationCode InvitationCode,
    [property: Id(9)] int PasswordGeneration = 0,
    [property: Id(10)] string? UserAgent = null,
    [property: Id(11)] bool IsLevelByHand = false
);

/// <summary>An account with the exact counts of all codes that it ever had.</summary>
/// <param name="Registered">
/// Accounts ever committed with one of its codes. Of an imported account also those that it came with, which are in no
/// other count.
/// </param>
/// <param name="Activated">How many of these were ever activated.</param>
/// <param name="Mail">How far the activation mail is; <c>null</c> when the account needed none.</param>
/// <param name="Role">The role of the account's owner, for display; rights are read anew at each request.</param>
/// <param name="NamesToChange">The names of an imported account that its owner must change.</param>
[GenerateSerializer, Immutable, Alias("account-overview")]
public sealed record AccountOverview(
    [property: Id(0)] Account Account,
    [property: Id(1)] long Registered,
    [property: Id(2)] long Activated,
    [property: Id(3)] MailStatus? Mail = null,
    [property: Id(4)] Role Role = Role.User,
    [property: Id(5)] ImmutableArray<NameKind> NamesToChange = default
);
