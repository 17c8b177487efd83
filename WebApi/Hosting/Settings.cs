namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: the settings that belong to no other step. A wrong one stops start-up and names its key.</summary>
internal static class Settings
{
    /// <summary>Adds them.</summary>
    public static void AddSettings(this WebApplicationBuilder builder)
    {
        builder.AddStartUp();
        builder.Services.AddRegistrationOptions(builder.Configuration);
    }
}
