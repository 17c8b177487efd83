using OrleansRegistration.Operators;
using OrleansRegistration.Purchases;

namespace OrleansRegistration.People;

/// <summary>Describes an account of the read model to an operator.</summary>
internal static class PersonDescription
{
    /// <summary>Describes an account.</summary>
    public static PersonResponse Describe(Person person) =>
        new(
            person.Id.ToString(),
            person.Ended ? PersonNames.Ended
                : person.Disabled ? PersonNames.Disabled
                : person.Active ? PersonNames.Active
                : PersonNames.Inactive,
            person.Frozen,
            RoleNames.Of(person.Role),
            person.Username,
            person.Nickname,
            person.Email,
            person.JoinedAt.UtcDateTime,
            person.ActivatedAt?.UtcDateTime,
            person.EndedAt?.UtcDateTime,
            person.Level,
            Money.Write(person.Consumption),
            person.Mail,
            person.Code,
            person.InviterCode,
            person.Inviter?.ToString(),
            person.Invited,
            person.Subtree
        );
}
