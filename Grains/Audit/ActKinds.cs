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

    /// <summary>An operator issued a code to an account.</summary>
    public const string IssueCodeTo = "user.issue_code";

    /// <summary>An account got another quota.</summary>
    public const string Quota = "user.quota";

    /// <summary>All codes of an account were frozen.</summary>
    public const string FreezeCodes = "user.freeze";

    /// <summary>All codes of an account were unfrozen.</summary>
    public const string UnfreezeCodes = "user.unfreeze";

    /// <summary>An account was frozen with its whole subtree, which a job then freezes.</summary>
    public const string FreezeSubtree = "user.freeze_subtree";

    /// <summary>The subtree of an account is to be unfrozen by a job.</summary>
    public const string UnfreezeSubtree = "user.unfreeze_subtree";

    /// <summary>An operator issued a house code.</summary>
    public const string IssueCode = "code.issue";

    /// <summary>A code's terms, label, note or domain were changed.</summary>
    public const string ChangeCode = "code.change";

    /// <summary>A code was frozen.</summary>
    public const string FreezeCode = "code.freeze";

    /// <summary>A code was unfrozen.</summary>
    public const string UnfreezeCode = "code.unfreeze";

    /// <summary>A job was started.</summary>
    public const string StartJob = "job.start";

    /// <summary>A job was cancelled.</summary>
    public const string CancelJob = "job.cancel";

    /// <summary>A webhook was added.</summary>
    public const string WebhookCreate = "webhook.create";

    /// <summary>A webhook got another address, other events or another text, or was disabled or enabled.</summary>
    public const string WebhookChange = "webhook.change";

    /// <summary>A webhook was disabled because of its receiver's answers.</summary>
    public const string WebhookStop = "webhook.stop";

    /// <summary>A webhook was removed.</summary>
    public const string WebhookDelete = "webhook.delete";

    /// <summary>A webhook got another secret.</summary>
    public const string WebhookSecretAdd = "webhook.secret_add";

    /// <summary>A secret of a webhook was removed.</summary>
    public const string WebhookSecretRemove = "webhook.secret_remove";

    /// <summary>A test event was sent to a webhook.</summary>
    public const string WebhookTest = "webhook.test";

    /// <summary>Deliveries of a webhook were begun anew: one, or those that failed since a time.</summary>
    public const string WebhookReplay = "webhook.replay";
}
