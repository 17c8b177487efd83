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
}
