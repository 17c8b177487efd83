namespace OrleansRegistration.Errors;

/// <summary>Start-up step: answers to failures, and their languages.</summary>
internal static class ErrorSetup
{
    /// <summary>Adds them.</summary>
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

        // FailureHandler answers all; AddProblemDetails is what the middleware asks for, and is never reached.
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<FailureHandler>();
    }
}
