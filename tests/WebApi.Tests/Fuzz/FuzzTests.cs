using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace OrleansRegistration.Tests;

public sealed class FuzzTests : IDisposable
{
    private const int FewRequests = 2000;
    private const ulong Seed = 20261124;
    private const int Samples = 10;
    private const int RenewAfter = 500;
    private const int MaxStalled = 200;
    private const int VersionNotSupported = 505;
    private const double MaxGrowthMiB = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Statuses that are answered before a handler runs.
    private static readonly string[] BeforeHandlers =
    [
        "not_authenticated",
        "account_not_activated",
        "malformed",
        "too_large",
        "unsupported_media_type",
        "method_not_allowed",
        "rate_limited",
        "request_failed",
        "host_not_allowed",
    ];

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-fuzz-");

    public void Dispose() => _data.Delete(recursive: true);

    /// <summary>
    /// <c>FUZZ_REQUESTS</c> is the number of requests (2,000), <c>FUZZ_SEED</c> the seed. Both are printed, with the
    /// number of each status by route and the service's memory at each tenth. Requests come one after another, so a
    /// seed always makes the same requests.
    /// </summary>
    [Fact]
    public async Task Hostile_requests_are_answered_and_never_with_a_failure_of_ours()
    {
        var isLong = int.TryParse(Variable("FUZZ_REQUESTS"), CultureInfo.InvariantCulture, out var many);
        var hasSeed = ulong.TryParse(Variable("FUZZ_SEED"), CultureInfo.InvariantCulture, out var given);
        var (count, seed) = (isLong ? many : FewRequests, hasSeed ? given : Seed);
        using var service = await RunningService.StartAsync(
            _data,
            new() { ["Logging__LogLevel__Default"] = "Warning" }
        );
        var fuzz = new Fuzz((await service.Client.ReadAsync("/openapi/v1.json")).Is(200).Json, seed);
        var report = new FuzzReport(seed, count);
        await SendAllAsync(service, fuzz, report, count);
        Console.WriteLine(report);
        (await service.Client.ReadAsync("/health/ready")).Is(200);
        (await service.Client.RegisterAsync(Requests.NewSignUp())).Is(201);
        Assert.Equal(0, await service.StopAsync());
        Assert.DoesNotContain(
            service.Log,
            line =>
                line.StartsWith("fail:", StringComparison.Ordinal)
                || line.StartsWith("crit:", StringComparison.Ordinal)
                || line.Contains("Unhandled", StringComparison.OrdinalIgnoreCase)
                || line.TrimStart().StartsWith("at ", StringComparison.Ordinal)
        );
        var (exitCode, said) = await RunningService.FsckAsync(_data);
        Assert.True(exitCode == 0, said);
        Assert.Empty(fuzz.Described.Select(route => route.Name).Except(report.Reached));
        Assert.Superset(
            new HashSet<int> { 200, 201, 202, 204, 302, 400, 401, 403, 404, 405, 413, 414, 415, 431 },
            report.Statuses.Keys.ToHashSet()
        );
        Assert.InRange(report.GrowthMiB, double.MinValue, MaxGrowthMiB);

        static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("80000000")]
    [InlineData("-1")]
    public async Task Chunk_of_a_size_that_cannot_be_is_the_senders_fault(string size)
    {
        using var service = await RunningService.StartAsync(
            _data,
            new() { ["Logging__LogLevel__Default"] = "Warning" }
        );
        using var wire = new WireClient(new(IPAddress.Loopback, service.Client.BaseAddress!.Port));
        var bytes = Encoding.ASCII.GetBytes(
            $"POST /jwt/login/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                + $"\r\n{size}\r\n{{}}\r\n0\r\n\r\n"
        );
        var answer = Assert.Single(
            await wire.SendAsync(
                new(null, [bytes], Delivery.Whole, IsHead: false, 1),
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal(400, answer.Status);
        Assert.Empty(service.Log);
    }

    [Fact]
    public async Task Clients_that_go_in_the_middle_of_a_body_leave_nothing_in_the_log()
    {
        using var service = await RunningService.StartAsync(
            _data,
            new() { ["Logging__LogLevel__Default"] = "Warning" }
        );
        var head = Encoding.ASCII.GetBytes(
            "POST /jwt/login/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n"
        );
        for (var i = 0; i < 100; i++)
        {
            // The client waits with the body until the service asks for it.
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new(i % 2 == 0, 0) };
            await socket.ConnectAsync(
                IPAddress.Loopback,
                service.Client.BaseAddress!.Port,
                TestContext.Current.CancellationToken
            );
            await socket.SendAsync(head, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, await socket.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken));
        }

        Assert.Equal(0, await service.StopAsync());
        Assert.Empty(service.Log);
    }

    private async Task SendAllAsync(RunningService service, Fuzz fuzz, FuzzReport report, int count)
    {
        using var wire = new WireClient(new(IPAddress.Loopback, service.Client.BaseAddress!.Port));
        var stalled = new List<Task>();
        var form = Requests.NewSignUp().With("use_cookies", false);
        Credentials? credentials = null;
        for (var i = 0; i < count; i++)
        {
            if (i % RenewAfter == 0)
            {
                credentials = await RenewAsync(service, form, credentials);
            }

            var request = fuzz.Next(credentials!);
            if (request.Delivery == Delivery.Stalled)
            {
                if (stalled.Count < MaxStalled)
                {
                    stalled.Add(StallAsync(request, i));
                }
            }
            else
            {
                await SendAsync(wire, request, i);
            }

            if ((i + 1) % Math.Max(1, count / Samples) == 0)
            {
                stalled.RemoveAll(task => task.IsCompletedSuccessfully);
                report.Sample(i + 1, service.ResidentMiB);
            }
        }

        await Task.WhenAll(stalled);

        async Task StallAsync(HostileRequest request, int number)
        {
            using var own = new WireClient(new(IPAddress.Loopback, service.Client.BaseAddress!.Port));
            await SendAsync(own, request, number);
        }

        async Task SendAsync(WireClient client, HostileRequest request, int number)
        {
            var error = await TrySendAsync(client, request, fuzz, report);
            Assert.True(
                error is null,
                $"Seed {report.Seed}, request {number}: {error}\n{request}\n{string.Join('\n', service.Log)}"
            );
        }
    }

    /// <summary>Sends a request, and counts its answers.</summary>
    /// <returns>What is wrong with the answers, or <c>null</c>.</returns>
    private static async Task<string?> TrySendAsync(
        WireClient client,
        HostileRequest request,
        Fuzz fuzz,
        FuzzReport report
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var answers = await client.SendAsync(request, patience.Token);
            var isReached =
                answers is [var answer]
                && request.Route is { } name
                && fuzz.Described.SingleOrDefault(route => route.Name == name) is { } route
                && IsOurs(answer)
                && route.Statuses.Contains($"{answer.Status}")
                && !BeforeHandlers.Any(code => answer.Body.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal));
            report.Count(request, answers, isReached);
            return Check(request, answers);
        }
        catch (OperationCanceledException)
        {
            return "no answer, and the connection is open";
        }
    }

    /// <summary>
    /// Logs in again, because tokens expire on a long run. Signs up again, because a request may have ended the
    /// account.
    /// </summary>
    private async Task<Credentials> RenewAsync(
        RunningService service,
        Dictionary<string, object?> form,
        Credentials? last
    )
    {
        var client = service.Client;
        if (last is not null)
        {
            var again = await client.SendAsync(
                HttpMethod.Post,
                "/jwt/login/",
                new
                {
                    username = form["username"],
                    password = form["password1"],
                    use_cookies = false,
                }
            );
            if (again.Status == HttpStatusCode.OK)
            {
                return new(again["token"], last.Limited, again["refresh_token"]);
            }
        }

        foreach (var (field, value) in Requests.NewSignUp())
        {
            form[field] = value;
        }

        (await client.RegisterAsync(form)).Is(201);
        var mail = (await Mailbox.ReadAsync(RunningService.MailFolder(_data), form["email"]))[0];
        var full = (
            await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mail.Token(), use_cookies = false })
        ).Is(200);
        var limited = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        return new(full["token"], limited["token"], full["refresh_token"]);
    }

    private static string? Check(HostileRequest request, IReadOnlyList<WireAnswer> answers)
    {
        foreach (var answer in answers)
        {
            // Kestrel answers 505 to versions of HTTP that it does not speak.
            if (answer.Status >= 500 && !(answer.Status == VersionNotSupported && request.Delivery != Delivery.Whole))
            {
                return $"{answer.Status} {answer.Body}";
            }

            if (
                answer.Status >= 400
                && !request.IsHead
                && !(IsOurs(answer) ? IsProblem(answer) : answer.Body.Length == 0)
            )
            {
                return $"{answer.Status} is no problem: {answer.Body}";
            }

            if (
                request.Route?.Split(' ') is [var method, var path]
                && ApiDescription.Check(method, PathOf(answer, path), answer) is { } difference
            )
            {
                return $"not as docs/openapi.json says: {difference}\n{answer.Status} {answer.Body}";
            }
        }

        return
            request.Delivery == Delivery.Whole
            && answers.Count < request.Count
            && (answers.Count == 0 || answers[^1].Headers.GetValueOrDefault("connection") != "close")
            ? $"{answers.Count} answers of {request.Count}"
            : null;
    }

    // The values of parameters may have made another path. A problem names the path.
    private static string PathOf(WireAnswer answer, string path) =>
        answer.Status >= 400 && answer.Body.Length > 0
            ? JsonDocument.Parse(answer.Body).RootElement.GetProperty("instance").GetString()!
            : path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);

    // Kestrel's own refusals have no body and no such header.
    private static bool IsOurs(WireAnswer answer) => answer.Headers.ContainsKey("x-content-type-options");

    private static bool IsProblem(WireAnswer answer)
    {
        try
        {
            return answer
                    .Headers.GetValueOrDefault("content-type")
                    ?.StartsWith("application/problem+json", StringComparison.Ordinal)
                    is true
                && JsonDocument.Parse(answer.Body).RootElement.GetProperty("status").GetInt32() == answer.Status;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
