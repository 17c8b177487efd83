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

    /// <summary>A purchase was added to an account's consumption.</summary>
    public const string Purchase = "user.purchase";

    /// <summary>A refund was taken from an account's consumption.</summary>
    public const string Refund = "user.refund";

    /// <summary>The level of an account was set by hand, or follows the consumption again.</summary>
    public const string Level = "user.level";

    /// <summary>An account was activated without its owner's mail.</summary>
    public const string Activate = "user.activate";

    /// <summary>The activation mail was to be sent again.</summary>
    public const string Resend = "user.resend";

    /// <summary>All sessions of an account were ended.</summary>
    public const string EndSessions = "user.end_sessions";

    /// <summary>An account was ended.</summary>
    public const string End = "user.end";

    /// <summary>A session was ended.</summary>
    public const string EndSession = "session.end";

    /// <summary>An API key was made.</summary>
    public const string MakeApiKey = "apikey.make";

    /// <summary>An API key was revoked.</summary>
    public const string RevokeApiKey = "apikey.revoke";
}
