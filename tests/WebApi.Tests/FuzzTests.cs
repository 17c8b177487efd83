using System.Globalization;
using System.Text.Json;

namespace OrleansRegistration.Tests;

public sealed class FuzzTests
{
    private const int FewRequests = 2000;
    private const ulong Seed = 20261124;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// <c>FUZZ_REQUESTS</c> says how many (2,000), <c>FUZZ_SEED</c> with which numbers; both are printed, with how often each status came. Requests
    /// come one after another, so that a seed always makes the same ones.
    /// </summary>
    [Fact]
    public async Task Hostile_requests_are_answered_and_never_with_a_failure_of_ours()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_REQUESTS"), CultureInfo.InvariantCulture, out var many) ? many : FewRequests;
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), CultureInfo.InvariantCulture, out var other) ? other : Seed;
        await using var service = new Service();
        using var client = service.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        var token = await TokenAsync();
        var fuzz = new Fuzz((await client.ReadAsync("/openapi/v1.json")).Is(200).Json, seed);
        Assert.True(fuzz.RouteCount > 20, $"{fuzz.RouteCount} routes");

        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < count; i++)
        {
            if (i % 500 == 499)
            {
                token = await TokenAsync(); // it expires on a long run, and requests end the account
            }

            var (request, text) = fuzz.Next(token);
            using (request)
            {
                var (status, error) = await SendAsync(client, request);
                Assert.True(error is null, $"Seed {seed}, request {i}: {error}\n{text}");
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
            }
        }

        Console.WriteLine($"Fuzz: seed {seed}, {count} requests; {string.Join(", ", statuses.Select(status => $"{status.Key}: {status.Value}"))}");
        Assert.Superset(new HashSet<int> { 200, 400, 401, 404, 405, 413, 415 }, statuses.Keys.ToHashSet());
        await TokenAsync();

        async Task<string> TokenAsync()
        {
            var form = Requests.NewSignUp();
            (await client.RegisterAsync(form)).Is(201);
            var mail = (await Mailbox.ReadAsync(service.MailFolder, form["email"]))[0];
            return (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mail.Token() })).Is(200)["token"];
        }
    }

    private static async Task<(int Status, string? Error)> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var response = await client.SendAsync(request, patience.Token);
            var body = await response.Content.ReadAsStringAsync(patience.Token);
            var status = (int)response.StatusCode;
            return (status, status switch
            {
                >= 500 => $"{status} {body}",
                >= 400 when request.Method != HttpMethod.Head && !IsProblem(response, body) => $"{status} is no problem: {response.Content.Headers} {body}",
                _ => null,
            });
        }
        catch (OperationCanceledException)
        {
            return (0, "no answer");
        }
    }

    private static bool IsProblem(HttpResponseMessage response, string body)
    {
        try
        {
            return response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                && JsonDocument.Parse(body).RootElement.GetProperty("status").GetInt32() == (int)response.StatusCode;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
