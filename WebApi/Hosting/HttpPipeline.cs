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

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: what every request passes, in order.</summary>
internal static class HttpPipeline
{
    /// <summary>Adds it.</summary>
    public static void UseHttp(this WebApplication app)
    {
        // Before all that asks who calls, and by which scheme.
        app.UseForwardedHeaders();

        // Languages come first, so that the answers to failures have one too.
        app.UseRequestLocalization();
        app.Use(AddHeadersAsync);
        app.Use(app.Services.GetRequiredService<SecurityHeadersMiddleware>().AddAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages(AnswerStatusAsync);
        app.Use(app.Services.GetRequiredService<PublicAddress>().ApplyAsync);
        app.Use(LateStart.RefuseUntilStartedAsync);
        app.UseRouting();
        app.UseCors();
        app.Use(SignUpAdmission.RefuseEarlyAsync);
        app.Use(RateLimits.RefuseAsync);
        app.UseAuthentication();
        app.UseAuthorization();
    }

    // When the response starts, because the exception handler clears headers that were set before.
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

            headers.XContentTypeOptions = "nosniff";
            if (
                headers.Location is [['/', ..] path]
                && !new PathString(path).StartsWithSegments(context.Request.PathBase, StringComparison.Ordinal)
            )
            {
                headers.Location = $"{context.Request.PathBase}{path}"; // routes do not know below which path they are
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

    private static Task AnswerStatusAsync(StatusCodeContext context) =>
        Problems.ForStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext);
}
