using System.Globalization;
using OrleansRegistration.Operators;

namespace OrleansRegistration.People;

/// <summary>Describes an account of the read model to an operator.</summary>
internal static class PersonDescription
{
    /// <summary>Describes an account.</summary>
    public static PersonResponse Describe(Person person) =>
        new(
            person.Id.ToString(),
            person.Ended ? "ended"
                : person.Disabled ? "disabled"
                : person.Active ? "active"
                : "inactive",
            person.Frozen,
            person.Role is Role.Admin ? "admin" : "user",
            person.Username,
            person.Nickname,
            person.Email,
            person.JoinedAt.UtcDateTime,
            person.ActivatedAt?.UtcDateTime,
            person.EndedAt?.UtcDateTime,
            person.Level,
            person.Consumption.ToString("0.00", CultureInfo.InvariantCulture),
            person.Mail,
            person.Code,
            person.InviterCode,
            person.Inviter?.ToString(),
            person.Invited,
            person.Subtree
        );
}
