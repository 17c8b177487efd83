using System.Collections.Immutable;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Operators;

namespace OrleansRegistration.Users;

/// <summary>The state of an account, for operators.</summary>
[GenerateSerializer, Alias("account-status")]
public enum AccountStatus
{
    /// <summary>Activated, and used by its owner.</summary>
    Active,

    /// <summary>Not activated yet.</summary>
    Inactive,

    /// <summary>Not activated in time. The account ends when somebody wants one of its names.</summary>
    Lapsed,

    /// <summary>An operator disabled the account.</summary>
    Disabled,

    /// <summary>The account has ended. It has no names any more.</summary>
    Ended,
}

/// <summary>A code of an account, with its counts.</summary>
[GenerateSerializer, Immutable, Alias("person-code")]
public sealed record PersonCode([property: Id(0)] InvitationCode Code, [property: Id(1)] InvitationCounts Counts);

/// <summary>An account as an operator may see it.</summary>
/// <param name="IsActive">Whether the account was ever activated.</param>
/// <param name="Username">Empty for an account that has ended, as the other names are.</param>
/// <param name="ActivatedAt">
/// <c>null</c> for an account that was not activated, or that an older version activated.
/// </param>
/// <param name="EndedAt"><c>null</c> for an account that has not ended, or that an older version ended.</param>
/// <param name="ActivateBy">When the account lapses; <c>null</c> for never.</param>
/// <param name="Codes">All codes that the account ever had. The last one is current.</param>
/// <param name="ActivationMail">How far the activation mail is; <c>null</c> when the account needed none.</param>
/// <param name="ResetMail">How far the last reset mail is; <c>null</c> before the first.</param>
/// <param name="IsFrozen">Whether all codes are frozen.</param>
/// <param name="FrozenWith">The roots of the frozen subtrees that the account is frozen with.</param>
[GenerateSerializer, Immutable, Alias("person-overview")]
public sealed record PersonOverview(
    [property: Id(0)] UserId Id,
    [property: Id(1)] AccountStatus State,
    [property: Id(2)] bool IsActive,
    [property: Id(3)] string Username,
    [property: Id(4)] string Nickname,
    [property: Id(5)] string Email,
    [property: Id(6)] Role Role,
    [property: Id(7)] int Level,
    [property: Id(8)] decimal Consumption,
    [property: Id(9)] DateTimeOffset DateJoined,
    [property: Id(10)] DateTimeOffset? ActivatedAt,
    [property: Id(11)] DateTimeOffset? EndedAt,
    [property: Id(12)] DateTimeOffset? ActivateBy,
    [property: Id(13)] InvitationCode? InviterCode,
    [property: Id(14)] ImmutableArray<PersonCode> Codes,
    [property: Id(15)] MailStatus? ActivationMail,
    [property: Id(16)] MailStatus? ResetMail,
    [property: Id(17)] bool IsFrozen,
    [property: Id(18)] ImmutableArray<UserId> FrozenWith
);
