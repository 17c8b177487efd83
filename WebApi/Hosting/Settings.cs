namespace OrleansRegistration.Hosting;

/// <summary>
/// Start-up step: the settings that belong to no other step. A wrong setting stops start-up.
/// </summary>
internal static class Settings
{
    /// <summary>Adds the settings.</summary>
    public static void AddSettings(this WebApplicationBuilder builder)
    {
        builder.AddStartUp();
        builder.Services.AddRegistrationOptions(builder.Configuration);
    }
}
