using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Admission;
using OrleansRegistration.Cors;
using OrleansRegistration.Errors;
using OrleansRegistration.Limits;
using OrleansRegistration.Proxy;
using OrleansRegistration.SecurityHeaders;
using OrleansRegistration.Users;
using OrleansRegistration.Web;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: the middleware, in order.</summary>
internal static class HttpPipeline
{
    /// <summary>Adds the middleware.</summary>
    public static void UseHttp(this WebApplication app)
    {
        app.UseDraining();

        // Precedes everything, so that refusals in a flood cost little.
        app.Use(app.Services.GetRequiredService<EarlyRefusal>().RefuseAsync);

        // Must precede everything that depends on the client's address or the scheme.
        app.UseForwardedHeaders();

        // Must precede the handling of failures, because their answers have a language, too.
        app.UseRequestLocalization();
        app.Use(AddHeadersAsync);
        app.Use(app.Services.GetRequiredService<SecurityHeadersMiddleware>().AddAsync);
        app.UseExceptionHandler(_ => { }); // FailureHandler answers every exception
        app.UseStatusCodePages(AnswerStatusAsync);
        app.Use(app.Services.GetRequiredService<PublicAddress>().ApplyAsync);
        app.UseWeb();
        app.Use(LateStart.RefuseUntilStartedAsync);
        app.UseRouting();
        app.UseCors();
        app.Use(RateLimits.RefuseAsync);
        app.UseAuthentication();
        app.UseAuthorization();
    }

    // The headers are added when the response starts, because the exception handler clears earlier ones.
    private static Task AddHeadersAsync(HttpContext context, RequestDelegate next)
    {
        var language = CultureInfo.CurrentUICulture.Name;
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (
                context.Response.StatusCode >= StatusCodes.Status400BadRequest
                || context.GetEndpoint()?.Metadata.GetMetadata<PublicDocument>() is null
            )
            {
                headers.ContentLanguage = language;
                headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
            }

            if (
                headers.Location is [['/', ..] path]
                && !new PathString(path).StartsWithSegments(context.Request.PathBase, StringComparison.Ordinal)
            )
            {
                headers.Location = $"{context.Request.PathBase}{path}"; // routes do not know the public path
            }

            if (headers.CacheControl.Count == 0)
            {
                // Answers hold tokens and personal data.
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        });
        return next(context);
    }

    // Programs get a problem document. Somebody who opens a path that does not exist in a browser gets a page.
    private static Task AnswerStatusAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var status = http.Response.StatusCode;
        return status == StatusCodes.Status404NotFound && WebPages.WantsPage(http.Request)
            ? http.RequestServices.GetRequiredService<WebPages>().AnswerAsync(http, status)
            : Problems.ForStatus(status).ExecuteAsync(http);
    }
}
