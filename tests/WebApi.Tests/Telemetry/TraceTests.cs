using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;

namespace OrleansRegistration.Tests;

public sealed class TraceTests
{
    [Fact]
    public async Task Request_grain_calls_and_storage_are_one_trace_and_batches_link_to_it()
    {
        await using var service = new Traced();
        using var client = service.CreateClient();
        var trace = ActivityTraceId.CreateRandom();
        (
            await client.RegisterAsync(
                Requests.NewSignUp(),
                ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-00")
            )
        ).Is(201);

        var spans = await service.UntilAsync(
            trace,
            all => all.Exists(span => span.DisplayName == "POST /api/register/")
        );
        var request = spans.Single(span => span.DisplayName == "POST /api/register/");
        Assert.Equal(201, request.GetTagItem("http.response.status_code"));
        var called = spans.Single(span =>
            span is { Kind: ActivityKind.Client, DisplayName: "IUserGrain/RegisterAsync" }
        );
        var ran = spans.Single(span => span is { Kind: ActivityKind.Server, DisplayName: "IUserGrain/RegisterAsync" });
        Assert.Equal(request.SpanId, called.ParentSpanId);
        Assert.Equal(called.SpanId, ran.ParentSpanId);
        Assert.Equal(ran.SpanId, spans.Single(span => span.DisplayName == "hash password").ParentSpanId);
        var write = spans.First(span => span.DisplayName == "storage write" && span.ParentSpanId == ran.SpanId);
        var batch = service.Spans.Single(span => span.SpanId == write.Links.Single().Context.SpanId);
        Assert.Equal("storage batch write", batch.DisplayName);
        Assert.NotEqual(trace, batch.TraceId);
        Assert.Contains(batch.Links, link => link.Context.SpanId == write.SpanId);
    }

    [Fact]
    public async Task Share_of_the_setting_is_traced_whatever_a_client_asks_for()
    {
        await using var service = new Traced();
        service.Settings["Telemetry:TraceRatio"] = "0.000001";
        using var client = service.CreateClient();
        var trace = ActivityTraceId.CreateRandom();
        var asked = ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        (await client.RegisterAsync(Requests.NewSignUp(), asked)).Is(201);
        Assert.DoesNotContain(service.Spans, span => span.TraceId == trace);
    }

    private sealed class Traced : Service
    {
        public Traced() => Settings.TraceAll();

        public ConcurrentQueue<Activity> Spans { get; } = new();

        /// <summary>The spans of a trace, once they are as wanted.</summary>
        public async Task<List<Activity>> UntilAsync(ActivityTraceId trace, Func<List<Activity>, bool> isSo)
        {
            for (var tries = 0; ; tries++)
            {
                var spans = Spans.Where(span => span.TraceId == trace).ToList();
                if (isSo(spans))
                {
                    return spans;
                }

                Assert.True(tries < 600, string.Join('\n', spans.Select(span => span.Text())));
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.Collect(Spans);
        }
    }
}
