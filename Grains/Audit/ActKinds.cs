namespace OrleansRegistration.Audit;

/// <summary>The kinds of acts, as the audit log names them. They are stored, so they must never change.</summary>
internal static class ActKinds
{
    /// <summary>An account got a role, or lost it.</summary>
    public const string Role = "user.role";

    /// <summary>An account was disabled.</summary>
    public const string Disable = "user.disable";

    /// <summary>An account was enabled again.</summary>
    public const string Enable = "user.enable";

    /// <summary>A purchase was added to an account's consumption.</summary>
    public const string Purchase = "user.purchase";

    /// <summary>A refund was taken from an account's consumption.</summary>
    public const string Refund = "user.refund";

    /// <summary>The level of an account was set by hand, or follows the consumption again.</summary>
    public const string Level = "user.level";
}
