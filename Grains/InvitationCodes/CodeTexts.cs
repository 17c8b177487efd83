using System.Globalization;

namespace OrleansRegistration.InvitationCodes;

/// <summary>The values of a code as the audit log has them.</summary>
internal static class CodeTexts
{
    private const string None = "none";

    /// <summary>The members that two rows differ in, each with its old value and its new one.</summary>
    /// <remarks>
    /// Without the words of a note: entries of the audit log are never erased, and a note may name a person.
    /// </remarks>
    public static IEnumerable<(string Name, string? Value)> Differences(
        InvitationCodeRecord old,
        InvitationCodeRecord changed
    )
    {
        if (old.Issued?.Note != changed.Issued?.Note)
        {
            yield return ("note", "changed");
        }

        foreach (var ((name, before), (_, after)) in Texts(old).Zip(Texts(changed)))
        {
            if (before != after)
            {
                yield return ($"old_{name}", before);
                yield return ($"new_{name}", after);
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> Texts(InvitationCodeRecord code) =>
        [
            ("enabled", code.Disabled ? "false" : "true"),
            ("limit", code.Limit?.ToString(CultureInfo.InvariantCulture) ?? None),
            ("expires_at", code.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture) ?? None),
            ("label", code.Issued?.Label ?? None),
            ("email_domain", code.Issued?.EmailDomain ?? None),
        ];
}
