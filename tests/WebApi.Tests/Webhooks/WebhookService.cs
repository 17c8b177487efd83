namespace OrleansRegistration.Tests;

/// <summary>The service with webhooks that may call this machine.</summary>
public sealed class WebhookService : Service
{
    public WebhookService()
    {
        Settings["Webhooks:AllowPrivateNetworks"] = "true";
        Settings["Registration:RequireActivation"] = "false";
    }
}
