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

    /// <summary>An account was moved under another one.</summary>
    public const string Move = "user.move";
}
