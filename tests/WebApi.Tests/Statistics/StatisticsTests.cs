using System.Text.Json;

namespace OrleansRegistration.Tests;

/// <summary>Counts by hour and by day for operators.</summary>
public sealed class StatisticsTests(Service service) : IAsyncLifetime
{
    private const string Statistics = "/api/admin/statistics/";
    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });
    private (string, string) _admin;

    public async ValueTask InitializeAsync() => _admin = await Administrator.SignInAsync(service, _client);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    [Theory]
    [InlineData("hour")]
    [InlineData("day")]
    public async Task Accounts_refusals_and_their_reasons_are_counted(string step)
    {
        var before = await TotalsAsync($"{Statistics}?step={step}");
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form)).Is(201);
        (await _client.RegisterAsync(form.With("nickname", "a nickname of its own"[..20]))).IsProblem(
            409,
            "username:taken",
            "email:taken"
        );
        (await _client.RegisterAsync(form.With("username", "short"))).IsProblem(
            400,
            "username:length",
            "nickname:taken",
            "email:taken"
        );
        await UntilAsync(
            $"{Statistics}?step={step}",
            totals =>
                Grown(totals, "registered", 1)
                && Grown(totals, "refused", 2)
                && Grown(totals, "refused/username:taken", 1)
                && Grown(totals, "refused/username:length", 1)
        );

        bool Grown(Dictionary<string, long> totals, string kind, long by) =>
            totals.GetValueOrDefault(kind) >= before.GetValueOrDefault(kind) + by;
    }

    [Fact]
    public async Task Accounts_of_one_code_are_counted_in_the_hour_in_which_they_joined()
    {
        var inviter = await _client.MeAsync((await _client.RegisterAsync(Requests.NewSignUp())).Is(201));
        var path = $"/api/admin/codes/{inviter["invitation_code"]}/statistics/";
        Assert.Empty(await TotalsAsync(path));
        for (var i = 0; i < 3; i++)
        {
            var form = Requests.NewSignUp().With("invitation_code", inviter["invitation_code"]);
            (await _client.RegisterAsync(form)).Is(201);
        }

        await UntilAsync(path, totals => totals.GetValueOrDefault("registered") == 3);
        var answer = (await _client.ReadAsync(path, _admin)).Is(200);
        Assert.Equal("hour", answer["step"]);
        Assert.All(
            answer.Json.GetProperty("items").EnumerateArray(),
            item =>
                Assert.Equal(
                    (0, 0),
                    (item.GetProperty("time").GetDateTime().Minute, item.GetProperty("time").GetDateTime().Second)
                )
        );
        (await _client.ReadAsync("/api/admin/codes/-/statistics/", _admin)).IsProblem(404, "not_found");
    }

    [Theory]
    [InlineData("step=week", "step:invalid")]
    [InlineData("from=now", "from:invalid")]
    [InlineData("to=2026-01-01", "to:invalid")]
    [InlineData("to=2026-01-01T00:00:00", "to:invalid")]
    [InlineData("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from:range_invalid")]
    [InlineData("from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from:range_invalid")]
    [InlineData("to=0001-01-01T00:00:00Z", "to:invalid")]
    [InlineData("to=0001-01-01T00:00:00-14:00&step=day", "to:invalid")]
    [InlineData("to=9999-12-31T23:59:59Z", "to:invalid")]
    [InlineData("from=0001-01-01T00:00:00Z", "from:invalid")]
    [InlineData("label=", "label:invalid")]
    [InlineData("label=two%0Alines", "label:invalid")]
    public async Task Query_that_breaks_rules_is_refused(string query, params string[] errors) =>
        (await _client.ReadAsync($"{Statistics}?{query}", _admin)).IsProblem(400, errors);

    [Fact]
    public async Task Label_of_forty_emoji_is_a_label() =>
        (await _client.ReadAsync($"{Statistics}?label={string.Concat(Enumerable.Repeat("🎈", 40))}", _admin)).Is(200);

    [Fact]
    public async Task Only_an_administrator_may_read_them()
    {
        (await _client.ReadAsync(Statistics)).IsProblem(401, "not_authenticated");
        var other = (await _client.RegisterAsync(Requests.NewSignUp().With("use_cookies", false))).Is(201);
        Assert.Equal(
            403,
            (int)(await _client.ReadAsync(Statistics, ("Authorization", $"Bearer {other["token"]}"))).Status
        );
    }

    private async Task<Dictionary<string, long>> TotalsAsync(string path) =>
        (await _client.ReadAsync(path, _admin))
            .Is(200)
            .Json.GetProperty("totals")
            .Deserialize<Dictionary<string, long>>()!;

    private async Task UntilAsync(string path, Func<Dictionary<string, long>, bool> isSo)
    {
        for (var tries = 0; !isSo(await TotalsAsync(path)); tries++)
        {
            Assert.True(tries < 600, "The statistics do not catch up.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
