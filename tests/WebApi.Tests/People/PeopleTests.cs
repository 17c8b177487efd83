using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Operators;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>Lists of accounts for operators.</summary>
public sealed class PeopleTests(Service service) : IAsyncLifetime
{
    private const string People = "/api/admin/people/";
    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });
    private (string, string) _admin;

    public async ValueTask InitializeAsync() => _admin = await Administrator.SignInAsync(service, _client);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    [Fact]
    public async Task Only_an_administrator_may_list_accounts()
    {
        (await _client.ReadAsync(People)).IsProblem(401, "not_authenticated");
        var other = (await _client.RegisterAsync(Requests.NewSignUp().With("use_cookies", false))).Is(201);
        Assert.Equal(403, (int)(await _client.ReadAsync(People, ("Authorization", $"Bearer {other["token"]}"))).Status);
        (await _client.ReadAsync(People, _admin)).Is(200);
    }

    [Fact]
    public async Task Accounts_are_found_by_each_name_by_its_begin_by_code_and_by_id()
    {
        var form = Requests.NewSignUp();
        var me = await _client.MeAsync((await _client.RegisterAsync(form)).Is(201));
        var username = (string)form["username"]!;
        var nickname = (string)form["nickname"]!;
        var email = (string)form["email"]!;
        await UntilListedAsync($"search={username}", me["id"]);
        foreach (
            var search in new[]
            {
                username[..12],
                username.ToUpperInvariant(),
                $"{nickname[..12]}&field=nickname",
                $"{nickname}&exact=true",
                email,
                $"{email[..9]}&field=email",
                me["invitation_code"],
                $"{me["invitation_code"]}&field=code",
                me["id"],
                $"{me["id"]}&field=id",
            }
        )
        {
            Assert.Equal([me["id"]], Ids((await ListAsync($"search={search}")).Is(200)));
        }

        foreach (var search in new[] { $"{username[..12]}&exact=true", $"{username}&field=nickname", "zzzzzz" })
        {
            Assert.Empty(Ids((await ListAsync($"search={search}")).Is(200)));
        }
    }

    [Fact]
    public async Task Lists_have_pages_filters_and_an_order()
    {
        var inviter = await _client.MeAsync((await _client.RegisterAsync(Requests.NewSignUp())).Is(201));
        var invited = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var form = Requests.NewSignUp().With("invitation_code", inviter["invitation_code"]);
            invited.Add((await _client.MeAsync((await _client.RegisterAsync(form)).Is(201)))["id"]);
        }

        await UntilListedAsync($"inviter={inviter["id"]}&order=oldest", [.. invited]);
        Assert.Equal(invited, await PagesAsync($"inviter={inviter["id"]}&order=oldest&limit=2"));
        invited.Reverse();
        Assert.Equal(invited, await PagesAsync($"code={inviter["invitation_code"]}&limit=3"));
        Assert.Equal(invited, await PagesAsync($"inviter={inviter["id"]}&state=inactive&limit=2"));
        Assert.Empty(await PagesAsync($"inviter={inviter["id"]}&state=ended"));
        var joined = (await ListAsync($"search={invited[0]}")).Json.GetProperty("items")[0];
        var time = Uri.EscapeDataString(joined.GetProperty("date_joined").GetString()!);
        Assert.Equal([invited[0]], await PagesAsync($"inviter={inviter["id"]}&from={time}"));
        Assert.Equal(invited[1..], await PagesAsync($"inviter={inviter["id"]}&to={time}"));

        var above = (await _client.ReadAsync($"{People}{invited[0]}/inviters/", _admin)).Is(200);
        Assert.Equal([invited[0], inviter["id"]], Ids(above));
        var counts = above.Json.GetProperty("items")[1];
        Assert.Equal((5, 5), (counts.GetProperty("invited").GetInt64(), counts.GetProperty("subtree").GetInt64()));
        (await _client.ReadAsync($"{People}{Guid.NewGuid()}/inviters/", _admin)).IsProblem(404, "not_found");
        (await _client.ReadAsync($"{People}x/inviters/", _admin)).IsProblem(404, "not_found");
    }

    [Theory]
    [InlineData("search=", "search:invalid")]
    [InlineData("search=someone&state=active&level=1", "state:not_with_search", "level:not_with_search")]
    [InlineData("field=name", "field:invalid")]
    [InlineData("exact=maybe", "exact:invalid")]
    [InlineData("state=sleepy", "state:invalid")]
    [InlineData("level=0", "level:invalid")]
    [InlineData("level=6", "level:invalid")]
    [InlineData("code=%21", "code:invalid")]
    [InlineData("inviter=me", "inviter:invalid")]
    [InlineData("from=yesterday&to=2026-13-01", "from:invalid", "to:invalid")]
    [InlineData("order=random", "order:invalid")]
    [InlineData("limit=201", "limit:invalid")]
    [InlineData("cursor=x", "cursor:invalid")]
    [InlineData("cursor=AAAA", "cursor:invalid")]
    public async Task Query_that_breaks_rules_is_refused(string query, params string[] errors) =>
        (await ListAsync(query)).IsProblem(400, errors);

    [Fact]
    public async Task Account_is_moved_under_another_one_with_a_reason()
    {
        var one = await _client.MeAsync((await _client.RegisterAsync(Requests.NewSignUp())).Is(201));
        var other = await _client.MeAsync((await _client.RegisterAsync(Requests.NewSignUp())).Is(201));
        var form = Requests.NewSignUp().With("invitation_code", one["invitation_code"]);
        var moved = await _client.MeAsync((await _client.RegisterAsync(form)).Is(201));
        await UntilListedAsync($"inviter={one["id"]}", moved["id"]);

        (await MoveAsync(moved["id"], other["id"], "the wrong code was typed")).Is(204);
        await UntilListedAsync($"inviter={other["id"]}", moved["id"]);
        Assert.Empty(Ids((await ListAsync($"inviter={one["id"]}")).Is(200)));
        var audit = (await _client.ReadAsync($"{People}{moved["id"]}/audit/", _admin)).Is(200);
        var act = audit.Json.GetProperty("items")[0];
        Assert.Equal("user.move", act.GetProperty("kind").GetString());
        Assert.Equal(one["id"], act.GetProperty("data").GetProperty("from").GetString());
        Assert.Equal(other["id"], act.GetProperty("data").GetProperty("under").GetString());

        (await MoveAsync(other["id"], moved["id"], "a circle")).IsProblem(409, "inviter_is_below");
        (await MoveAsync(other["id"], other["id"], "a circle")).IsProblem(409, "inviter_is_below");
        (await MoveAsync($"{Guid.NewGuid()}", one["id"], "nobody")).IsProblem(404, "not_found");
        (await MoveAsync(moved["id"], $"{Guid.NewGuid()}", "nobody")).IsProblem(400, "inviter_id:invalid");
        (await MoveAsync(moved["id"], "me", null)).IsProblem(400, "inviter_id:invalid", "reason:required");
    }

    private Task<Answer> MoveAsync(string id, string inviter, string? reason) =>
        _client.SendAsync(HttpMethod.Post, $"{People}{id}/move/", new { inviter_id = inviter, reason }, _admin);

    private static List<string> Ids(Answer answer) =>
        [.. answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private Task<Answer> ListAsync(string query) => _client.ReadAsync($"{People}?{query}", _admin);

    private async Task<List<string>> PagesAsync(string query)
    {
        var ids = new List<string>();
        var cursor = "";
        do
        {
            var page = (await ListAsync(query + cursor)).Is(200);
            ids.AddRange(Ids(page));
            cursor = page.Json.GetProperty("next_cursor") is { ValueKind: JsonValueKind.String } next
                ? $"&cursor={next.GetString()}"
                : "";
        } while (cursor.Length > 0);

        return ids;
    }

    private async Task UntilListedAsync(string query, params string[] ids)
    {
        for (var tries = 0; !Ids((await ListAsync(query)).Is(200)).SequenceEqual(ids); tries++)
        {
            Assert.True(tries < 600, "The read model does not catch up.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
