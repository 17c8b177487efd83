namespace OrleansRegistration.Web;

/// <summary>Start-up step: the web client.</summary>
internal static class WebSetup
{
    /// <summary>Adds the files and the page of the web client.</summary>
    public static void AddWeb(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(WebFolder.Default);
        builder.Services.AddSingleton<WebFiles>();
        builder.Services.AddSingleton<WebPages>();
    }

    /// <summary>Answers the web client's paths before limits and the wait for a silo, also in a burst.</summary>
    public static void UseWeb(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<WebFiles>().AnswerAsync);
        app.Use(app.Services.GetRequiredService<WebPages>().AnswerAsync);
    }
}
