using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansRegistration.Tests;

/// <summary>Receives webhooks on a free port of this machine, and answers as a test says.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _server;

    private Receiver(WebApplication server) => _server = server;

    /// <summary>What arrived, in order.</summary>
    public ConcurrentQueue<Received> All { get; } = [];

    /// <summary>Answers a request. By default 204.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = Status(204);

    /// <summary>Where events are sent.</summary>
    public string Url => _server.Urls.Single() + "/hook";

    /// <summary>An answer with a status.</summary>
    public static Func<HttpContext, Task> Status(int status, string? retryAfter = null, string? location = null) =>
        context =>
        {
            context.Response.StatusCode = status;
            if (retryAfter is not null)
            {
                context.Response.Headers.RetryAfter = retryAfter;
            }

            if (location is not null)
            {
                context.Response.Headers.Location = location;
            }

            return Task.CompletedTask;
        };

    /// <summary>Starts a receiver.</summary>
    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var receiver = new Receiver(server);
        server.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            receiver.All.Enqueue(
                new(
                    context.Request.Headers["webhook-id"].ToString(),
                    context.Request.Headers["webhook-timestamp"].ToString(),
                    context.Request.Headers["webhook-signature"].ToString(),
                    await reader.ReadToEndAsync()
                )
            );
            await receiver.Answer(context);
        });
        await server.StartAsync();
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

/// <summary>A webhook that arrived.</summary>
public sealed record Received(string Id, string Timestamp, string Signature, string Body);
