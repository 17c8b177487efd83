using OrleansRegistration.Mail;
using OrleansRegistration.Operators;
using OrleansRegistration.Purchases;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>Describes an account to an operator.</summary>
internal static class AccountDescription
{
    /// <summary>Describes an account.</summary>
    public static PersonAccountResponse Describe(PersonOverview person)
    {
        var hasEnded = person.State is AccountStatus.Ended;
        return new(
            person.Id.ToString(),
            PersonNames.Of(person.State),
            person.IsActive,
            hasEnded ? null : person.Username,
            hasEnded ? null : person.Nickname,
            hasEnded ? null : person.Email,
            RoleNames.Of(person.Role),
            person.Level,
            Money.Write(person.Consumption),
            person.DateJoined.UtcDateTime,
            person.ActivatedAt?.UtcDateTime,
            person.EndedAt?.UtcDateTime,
            person.ActivateBy?.UtcDateTime,
            person.InviterCode?.Value,
            [
                .. person.Codes.Select(code => new PersonCodeResponse(
                    code.Code.Value,
                    code.Counts.Registered,
                    code.Counts.Activated,
                    code.Counts.Pending
                )),
            ],
            Describe(person.ActivationMail),
            Describe(person.ResetMail),
            person.IsFrozen,
            [.. person.FrozenWith.Select(root => root.ToString())]
        );
    }

    private static PersonMailResponse? Describe(MailStatus? mail) =>
        mail is null
            ? null
            : new(
                MailNames.Of(mail.State),
                mail.Failure is { } failure ? MailNames.Of(failure) : null,
                mail.Since.UtcDateTime
            );
}
