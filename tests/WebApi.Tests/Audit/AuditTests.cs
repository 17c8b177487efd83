using System.Text.Json;

namespace OrleansRegistration.Tests;

/// <summary>The audit log over HTTP.</summary>
public sealed class AuditTests(Service service) : IAsyncLifetime
{
    private const string Audit = "/api/admin/audit/";
    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });
    private TestPerson _admin = null!;

    public async ValueTask InitializeAsync() => _admin = await TestPerson.AdministratorAsync(service, _client);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    [Fact]
    public async Task Acts_are_listed_the_newest_first_page_by_page_and_by_each_filter()
    {
        var user = await TestPerson.UserAsync(_client);
        for (var i = 0; i < 3; i++)
        {
            await ActAsync(user, "disable/", "=HYPERLINK(\"x\")");
            await ActAsync(user, "enable/", null);
        }

        var listed = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = (
                await _client.ReadAsync(
                    $"{Audit}?subject={user.Id}&limit=4{(cursor is null ? "" : $"&cursor={cursor}")}",
                    _admin.Bearer
                )
            ).Is(200);
            listed.AddRange(page.Json.GetProperty("items").EnumerateArray());
            cursor = page.Json.GetProperty("next_cursor").GetString();
        } while (cursor is not null);

        Assert.Equal([6, 5, 4, 3, 2, 1], listed.Select(entry => entry.GetProperty("number").GetInt32()));
        Assert.All(listed, entry => Assert.Equal($"admin/{_admin.Id}", entry.GetProperty("actor").GetString()));
        var third = Uri.EscapeDataString(listed[3].GetProperty("at").GetString()!);
        await CountsAsync(3, $"subject={user.Id}&kind=user.enable");
        await CountsAsync(6, $"subject=user/{user.Id}&actor=admin/{_admin.Id}");
        await CountsAsync(0, $"subject={user.Id}&actor=service/shop");
        await CountsAsync(4, $"subject={user.Id}&from={third}");
        await CountsAsync(2, $"subject={user.Id}&to={third}");
        await CountsAsync(0, "subject=NOSUCHCODE");
        Assert.Equal(
            listed[0].GetRawText(),
            (await _client.ReadAsync($"{user.Path}audit/?limit=1", _admin.Bearer))
                .Is(200)
                .Json.GetProperty("items")[0]
                .GetRawText()
        );

        async Task CountsAsync(int count, string query) =>
            Assert.Equal(
                count,
                (await _client.ReadAsync($"{Audit}?{query}", _admin.Bearer))
                    .Is(200)
                    .Json.GetProperty("items")
                    .GetArrayLength()
            );
    }

    [Fact]
    public async Task Csv_has_every_entry_and_no_formula()
    {
        var user = await TestPerson.UserAsync(_client);
        await ActAsync(user, "disable/", "=1+1, \"quoted\"");
        foreach (var prefix in (string[])["+", "-", "@"])
        {
            await ActAsync(user, "enable/", $"{prefix}1");
            await ActAsync(user, "disable/", "plain");
        }

        var answer = (await _client.ReadAsync($"{user.Path}audit/?format=csv", _admin.Bearer)).Is(200);
        Assert.Equal("text/csv", answer.ContentHeaders.ContentType?.MediaType);
        Assert.Equal("audit.csv", answer.ContentHeaders.ContentDisposition?.FileName?.Trim('"'));
        var lines = answer.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("at,subject,number,kind,actor,reason,data,id", lines[0]);
        Assert.Equal(8, lines.Length);
        Assert.Contains(",\"'=1+1, \"\"quoted\"\"\",", lines[^1], StringComparison.Ordinal);
        Assert.All(
            (string[])["'+1", "'-1", "'@1"],
            cell =>
                Assert.Contains(
                    lines,
                    line =>
                        line.Contains($",\"{cell}\",", StringComparison.Ordinal)
                        || line.Contains($",{cell},", StringComparison.Ordinal)
                )
        );
        Assert.Equal(
            answer.Text,
            (await _client.ReadAsync($"{user.Path}audit/", _admin.Bearer, ("Accept", "text/csv"))).Is(200).Text
        );
    }

    [Theory]
    [InlineData("subject=%40%40", "subject")]
    [InlineData("subject=", "subject")]
    [InlineData("actor=%00", "actor")]
    [InlineData("kind=", "kind")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2027-13-01T00:00:00Z", "to")]
    [InlineData("cursor=nonsense!", "cursor")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("format=xml", "format")]
    public async Task Parameter_that_breaks_a_rule_is_named(string query, string field) =>
        (await _client.ReadAsync($"{Audit}?{query}", _admin.Bearer)).IsProblem(400, $"{field}:invalid");

    private async Task ActAsync(TestPerson user, string act, string? reason) =>
        (
            await _client.SendAsync(
                HttpMethod.Post,
                $"{user.Path}{act}",
                reason is null ? null : new { reason },
                _admin.Bearer
            )
        ).Is(204);
}
