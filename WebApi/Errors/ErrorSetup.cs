namespace OrleansRegistration.Errors;

/// <summary>Start-up step: answers to failures, and the languages of answers.</summary>
internal static class ErrorSetup
{
    /// <summary>Adds the languages and the handler of exceptions.</summary>
    public static void AddErrors(this WebApplicationBuilder builder)
    {
        builder.Services.AddLocalization();
        builder.Services.Configure<RequestLocalizationOptions>(options =>
        {
            options
                .SetDefaultCulture(AcceptedLanguage.English)
                .AddSupportedCultures(AcceptedLanguage.English, AcceptedLanguage.Chinese)
                .AddSupportedUICultures(AcceptedLanguage.English, AcceptedLanguage.Chinese);
            options.RequestCultureProviders = [new AcceptedLanguage()];
        });
        builder.Services.AddExceptionHandler<FailureHandler>();
    }
}
