using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;

namespace OrleansRegistration.Errors;

/// <summary>
/// Chooses the language of an answer by <c>Accept-Language</c> (RFC 9110, 12.5.4): the language of the greatest weight
/// whose primary subtag is <c>zh</c> (answered in <c>zh-Hans</c>) or <c>en</c>. English is the default, and the answer
/// to a header longer than <see cref="MaxLength"/>.
/// </summary>
/// <remarks>
/// The framework's own provider cannot answer <c>zh-TW</c> in <c>zh-Hans</c>, looks at three languages only, and parses
/// a header of any length.
/// </remarks>
internal sealed class AcceptedLanguage : RequestCultureProvider
{
    /// <summary>Chinese in simplified characters.</summary>
    public const string Chinese = "zh-Hans";

    /// <summary>English.</summary>
    public const string English = "en";

    /// <summary>The greatest length of a header that is read, in characters. Browsers send some 100.</summary>
    public const int MaxLength = 1000;

    /// <inheritdoc/>
    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext) =>
        Task.FromResult<ProviderCultureResult?>(new(Of(httpContext.Request)));

    /// <summary>The language of the answer to a request.</summary>
    public static string Of(HttpRequest request)
    {
        var header = request.Headers.AcceptLanguage;
        if (header.Count == 0)
        {
            return English;
        }

        var isShort = header.Sum(part => part?.Length ?? 0) <= MaxLength;
        var languages = isShort && StringWithQualityHeaderValue.TryParseList(header, out var list) ? list : [];
        var accepted = languages
            .Where(language => language.Quality is null or > 0)
            .OrderByDescending(language => language.Quality ?? 1) // stable: languages of equal weight keep their order
            .Select(Known)
            .FirstOrDefault(language => language is not null);
        return accepted ?? English;
    }

    private static string? Known(StringWithQualityHeaderValue language) =>
        language.Value.ToString().Split('-')[0].ToLowerInvariant() switch
        {
            "zh" => Chinese,
            "en" => English,
            _ => null,
        };
}
