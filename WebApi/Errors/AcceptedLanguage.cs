using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;

namespace OrleansRegistration.Errors;

/// <summary>
/// The language of an answer by <c>Accept-Language</c>: the first by weight whose primary subtag is <c>zh</c> (answered in <c>zh-Hans</c>) or
/// <c>en</c>; otherwise English.
/// </summary>
internal sealed class AcceptedLanguage : RequestCultureProvider
{
    /// <summary>Chinese in simplified characters.</summary>
    public const string Chinese = "zh-Hans";

    /// <summary>English.</summary>
    public const string English = "en";

    /// <inheritdoc/>
    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var accepted = httpContext.Request.GetTypedHeaders().AcceptLanguage
            .Where(language => language.Quality is null or > 0)
            .OrderByDescending(language => language.Quality ?? 1) // Stable: equal weights keep the order of the header.
            .Select(Known)
            .FirstOrDefault(language => language is not null);
        return Task.FromResult<ProviderCultureResult?>(new(accepted ?? English));
    }

    private static string? Known(StringWithQualityHeaderValue language) => language.Value.ToString().Split('-')[0].ToLowerInvariant() switch
    {
        "zh" => Chinese,
        "en" => English,
        _ => null,
    };
}
