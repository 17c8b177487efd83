using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansRegistration.Tests;

/// <summary>
/// A server on this machine that answers as <c>siteverify</c> does. The captcha answer itself tells the server's reply:
/// JSON after a random part.
/// </summary>
public sealed class CaptchaProviderServer : IAsyncDisposable
{
    public const string Path = "/siteverify";
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _end = new();

    public CaptchaProviderServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
        ((IHost)_app).Start();
    }

    /// <summary>The form fields of each request so far.</summary>
    public ConcurrentQueue<Dictionary<string, string>> Asked { get; } = new();

    public string Url =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + Path;

    /// <summary>
    /// Makes a captcha answer to which this server replies as given. Each may be consumed once, as with the real
    /// providers.
    /// </summary>
    public static string AnswerFor(string response) => $"{Guid.NewGuid()} {response}";

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var form = (await context.Request.ReadFormAsync()).ToDictionary(
            field => field.Key,
            field => field.Value.ToString()
        );
        var isUsed = Asked.Any(asked => asked["response"] == form["response"]);
        Asked.Enqueue(form);
        var response = isUsed
            ? """{"success":false,"error-codes":["timeout-or-duplicate"]}"""
            : form["response"].Split(' ', 2)[^1];
        switch (response)
        {
            case "slow":
                await _end.Task; // longer than any client waits
                break;
            case "500" or "404" or "302":
                context.Response.StatusCode = int.Parse(response, System.Globalization.CultureInfo.InvariantCulture);
                context.Response.Headers.Location = "/elsewhere";
                await context.Response.WriteAsync("""{"success":true}""");
                break;
            case "hang up":
                context.Abort();
                break;
            case "endless":
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("{\"success\":true,\"x\":\"" + new string('x', 100_000) + "\"}");
                break;
            default:
                context.Response.ContentType = response.StartsWith('<')
                    ? "text/html"
                    : "application/json; charset=utf-8";
                await context.Response.WriteAsync(response);
                break;
        }
    }
}
