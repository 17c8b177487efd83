using System.Text.Json;

namespace OrleansRegistration.Tests;

/// <summary>Lists of codes over HTTP, and CSV of codes and of who used them.</summary>
public sealed class CodeListTests(Service service) : IAsyncLifetime
{
    private const string Codes = "/api/admin/codes/";
    private const string People = "/api/admin/people/";

    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });
    private TestPerson _admin = null!;

    public async ValueTask InitializeAsync() => _admin = await TestPerson.AdministratorAsync(service, _client);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    [Fact]
    public async Task Listed_code_is_as_the_code_itself_but_for_what_is_under_way()
    {
        var label = $"{Guid.NewGuid()}";
        var body = new
        {
            label,
            note = "for the fair",
            limit = 5,
            expires_at = "2100-01-01T00:00:00Z",
            email_domain = "example.com",
        };
        var code = (await SendAsync(Codes, body)).Is(201)["code"];
        var page = await UntilListedAsync($"label={label}", 1);
        var listed = Members(page.Json.GetProperty("items")[0]);
        var got = Members((await ReadAsync($"{Codes}{code}/")).Is(200).Json);
        Assert.Equal("0", got["reserved"]);
        got.Remove("reserved");
        // The list has whole milliseconds.
        Assert.StartsWith(listed["issued_at"].TrimEnd('"', 'Z'), got["issued_at"], StringComparison.Ordinal);
        got["issued_at"] = listed["issued_at"];
        Assert.Equal(got, listed);
        Assert.Equal(JsonValueKind.Null, page.Json.GetProperty("next_cursor").ValueKind);
        Assert.Equal([code], CodesOf(await ReadAsync($"{Codes}?search={code[..7].ToLowerInvariant()}&label={label}")));
        Assert.Equal([code], CodesOf(await ReadAsync($"{Codes}?owner=none&state=active&label={label}&order=used")));
        Assert.Empty(CodesOf(await ReadAsync($"{Codes}?owner={_admin.Id}&label={label}")));

        static Dictionary<string, string> Members(JsonElement item) =>
            item.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetRawText());
    }

    [Theory]
    [InlineData("search=", "search:invalid")]
    [InlineData("search=%00", "search:invalid")]
    [InlineData("search=ABC&order=used", "order:not_with_search")]
    [InlineData("label=", "label:invalid")]
    [InlineData("label=a%00b", "label:invalid")]
    [InlineData("batch=1&owner=me", "batch:invalid", "owner:invalid")]
    [InlineData("state=used_up", "state:invalid")]
    [InlineData("from=yesterday&to=2026-01-01", "from:invalid", "to:invalid")]
    [InlineData("order=random", "order:invalid")]
    [InlineData("limit=101", "limit:invalid")]
    [InlineData("format=xml", "format:invalid")]
    [InlineData("cursor=x", "cursor:invalid")]
    [InlineData("cursor=x&format=csv", "cursor:invalid")]
    public async Task Query_that_breaks_rules_is_refused(string query, params string[] errors) =>
        (await ReadAsync($"{Codes}?{query}")).IsProblem(400, errors);

    [Fact]
    public async Task Each_list_and_its_csv_need_their_scope()
    {
        var codes = await KeyAsync("codes:read");
        var people = await KeyAsync("people:read");
        foreach (var format in new[] { "json", "csv" })
        {
            (await _client.ReadAsync($"{Codes}?limit=1&label=x&format={format}", codes)).Is(200);
            (await _client.ReadAsync($"{Codes}?format={format}", people)).IsProblem(403, "missing_scope");
            (await _client.ReadAsync($"{People}?code=NOSUCHCODE&format={format}", people)).Is(200);
            (await _client.ReadAsync($"{People}?format={format}", codes)).IsProblem(403, "missing_scope");
        }

        (await _client.ReadAsync(Codes)).IsProblem(401, "not_authenticated");
        var user = await TestPerson.UserAsync(_client);
        (await _client.ReadAsync(Codes, user.Bearer)).IsProblem(403, "not_an_administrator");
    }

    [Fact]
    public async Task Csv_has_all_codes_of_a_large_batch_each_once_with_its_link()
    {
        const int count = 10_000;
        var label = $"＝1+1 {Guid.NewGuid():N}";
        var job = (await SendAsync($"{Codes}batches/", new { count, label })).Is(202);
        var query = $"{Codes}?batch={job["id"]}&format=csv";
        string[] lines;
        for (var tries = 0; ; tries++)
        {
            var answer = (await ReadAsync(query)).Is(200);
            Assert.Equal("text/csv", answer.ContentHeaders.ContentType?.MediaType);
            Assert.Equal("codes.csv", answer.ContentHeaders.ContentDisposition?.FileName?.Trim('"'));
            lines = answer.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length > count)
            {
                break;
            }

            Assert.True(tries < 600, $"{lines.Length} lines");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Assert.StartsWith("code,link,state,owner,enabled,limit,", lines[0], StringComparison.Ordinal);
        Assert.Equal(count + 1, lines.Select(line => line.Split(',')[0]).Distinct().Count());
        Assert.Equal(count + 1, lines.Length);
        Assert.All(
            lines[1..],
            line =>
            {
                var cells = line.Split(',');
                Assert.EndsWith($"/register?code={cells[0]}", cells[1], StringComparison.Ordinal);
                Assert.Contains($"'{label}", line, StringComparison.Ordinal);
            }
        );
        var accepted = await _client.ReadAsync(
            $"{Codes}?label={Uri.EscapeDataString(label)}&order=code",
            _admin.Bearer,
            ("Accept", "text/csv")
        );
        Assert.Equal(count, accepted.Is(200).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1);
    }

    [Fact]
    public async Task Csv_has_everybody_who_used_a_code()
    {
        var code = (await SendAsync(Codes, new { })).Is(201)["code"];
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add($"{(await TestPerson.UserAsync(_client, code)).Id}");
        }

        string[] lines;
        for (var tries = 0; ; tries++)
        {
            var answer = (await ReadAsync($"{People}?code={code}&order=oldest&format=csv&limit=1")).Is(200);
            Assert.Equal("people.csv", answer.ContentHeaders.ContentDisposition?.FileName?.Trim('"'));
            lines = answer.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length > ids.Count)
            {
                break;
            }

            Assert.True(tries < 600, answer.Text);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.StartsWith("id,state,frozen,role,username,nickname,email,", lines[0], StringComparison.Ordinal);
        Assert.Equal(ids, lines[1..].Select(line => line.Split(',')[0]));
        Assert.All(lines[1..], line => Assert.Contains($",{code},", line, StringComparison.Ordinal));
        var found = (await ReadAsync($"{People}?search={ids[1]}&format=csv")).Is(200);
        Assert.Contains(ids[1], found.Text, StringComparison.Ordinal);
        (await ReadAsync($"{People}?format=xml")).IsProblem(400, "format:invalid");
    }

    private static List<string> CodesOf(Answer answer) =>
        [
            .. answer
                .Is(200)
                .Json.GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("code").GetString()!),
        ];

    private Task<Answer> ReadAsync(string path) => _client.ReadAsync(path, _admin.Bearer);

    private Task<Answer> SendAsync(string path, object body) =>
        _client.SendAsync(HttpMethod.Post, path, body, _admin.Bearer);

    private async Task<Answer> UntilListedAsync(string query, int count)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await ReadAsync($"{Codes}?{query}");
            if (CodesOf(answer).Count == count)
            {
                return answer;
            }

            Assert.True(tries < 600, answer.Text);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<(string, string)> KeyAsync(string scope)
    {
        var form = new Dictionary<string, object?>(_admin.Confirmed())
        {
            ["service"] = "lists",
            ["scopes"] = (string[])[scope],
            ["expires_at"] = TimeProvider.System.GetUtcNow().AddDays(30).UtcDateTime,
        };
        var made = (await SendAsync("/api/admin/api-keys/", form)).Is(201);
        return ("Authorization", $"Bearer {made["key"]}");
    }
}
