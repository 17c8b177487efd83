using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Audit;
using OrleansRegistration.Operators;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class PurchaseRouteTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Purchases_and_refunds_change_what_the_account_sees()
    {
        var (operatorToken, account) = (await AdministratorAsync(), await RegisterAsync());
        var id = $"order {Guid.NewGuid()}".Replace(' ', ':');
        var body = new
        {
            purchase_id = id,
            amount = "512.5",
            currency = "CNY",
        };
        var first = (await PostAsync(operatorToken, account, "", body)).Is(201);
        Assert.Equal(
            (id, "512.50", "CNY", "512.50", 0, 2),
            (
                first["purchase_id"],
                first["amount"],
                first["currency"],
                first["user_consumption"],
                Number(first, "level_before"),
                Number(first, "user_level")
            )
        );
        Assert.Equal(
            $"/api/users/{account["id"]}/purchases/{Uri.EscapeDataString(id)}/",
            first.Headers.Location!.ToString()
        );
        Assert.Equal(first.Text, (await PostAsync(operatorToken, account, "", body)).Is(200).Text);

        var refund = new
        {
            refund_id = "back",
            amount = "20.00",
            currency = "CNY",
        };
        var refunds = $"{Uri.EscapeDataString(id)}/refunds/";
        var back = (await PostAsync(operatorToken, account, refunds, refund)).Is(201);
        Assert.Equal(
            (id, "back", "20.00", "492.50", 2, 1),
            (
                back["purchase_id"],
                back["refund_id"],
                back["amount"],
                back["user_consumption"],
                Number(back, "level_before"),
                Number(back, "user_level")
            )
        );
        Assert.Equal(back.Text, (await PostAsync(operatorToken, account, refunds, refund)).Is(200).Text);
        Assert.Equal(first.Text, (await PostAsync(operatorToken, account, "", body)).Is(200).Text);

        var seen = (await GetAsync(operatorToken, account, $"{Uri.EscapeDataString(id)}/")).Is(200);
        Assert.Equal(first.Text, seen.Json.GetProperty("purchase").GetRawText());
        Assert.Equal("20.00", seen["refunded"]);
        Assert.Equal(back.Text, Assert.Single(seen.Json.GetProperty("refunds").EnumerateArray()).GetRawText());

        var me = await _client.MeAsync(account);
        Assert.Equal(("492.50", 1), (me["user_consumption"], Number(me, "user_level")));
        var next = me.Json.GetProperty("next_level");
        Assert.Equal(
            (2, "500.00", "7.50"),
            (
                next.GetProperty("level").GetInt32(),
                next.GetProperty("threshold").GetString(),
                next.GetProperty("remaining").GetString()
            )
        );
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Each_conflict_has_its_code()
    {
        var operatorToken = await AdministratorAsync();
        var (account, other) = (await RegisterAsync(), await RegisterAsync());
        var id = Guid.NewGuid().ToString();
        (await PostAsync(operatorToken, account, "", Purchase(id, "10"))).Is(201);
        (await PostAsync(operatorToken, other, "", Purchase(id, "10"))).IsProblem(409, "purchase_id_reused");
        (await PostAsync(operatorToken, account, "", Purchase(id, "11"))).IsProblem(409, "purchase_id_reused");
        var refunds = $"{id}/refunds/";
        (await PostAsync(operatorToken, account, refunds, Refund("a", "10.01"))).IsProblem(
            409,
            "refund_exceeds_purchase"
        );
        (await PostAsync(operatorToken, account, refunds, Refund("a", "9"))).Is(201);
        (await PostAsync(operatorToken, account, refunds, Refund("a", "1"))).IsProblem(409, "refund_id_reused");
        (await PostAsync(operatorToken, account, refunds, Refund("b", "1.01"))).IsProblem(
            409,
            "refund_exceeds_purchase"
        );
        (await PostAsync(operatorToken, other, refunds, Refund("b", "1"))).IsProblem(404, "no_purchase");
        (await PostAsync(operatorToken, account, "none/refunds/", Refund("b", "1"))).IsProblem(404, "no_purchase");
        (await GetAsync(operatorToken, other, $"{id}/")).IsProblem(404, "no_purchase");
        (await GetAsync(operatorToken, account, "none/")).IsProblem(404, "no_purchase");
        Assert.Equal("1.00", (await _client.MeAsync(account))["user_consumption"]);
    }

    [Fact]
    public async Task Without_an_account_there_is_no_purchase()
    {
        var operatorToken = await AdministratorAsync();
        foreach (var id in (string[])[Guid.NewGuid().ToString(), "nobody"])
        {
            var path = $"/api/users/{id}/purchases/";
            (await SendAsync(operatorToken, HttpMethod.Post, path, Purchase("p", "1"))).IsProblem(404, "no_account");
            (await SendAsync(operatorToken, HttpMethod.Get, $"{path}p/")).IsProblem(404, "no_purchase");
            (await SendAsync(operatorToken, HttpMethod.Post, $"{path}p/refunds/", Refund("r", "1"))).IsProblem(
                404,
                "no_purchase"
            );
        }

        var account = await RegisterAsync();
        var purchase = Guid.NewGuid().ToString();
        (await PostAsync(operatorToken, account, "", Purchase(purchase, "1"))).Is(201);
        (
            await _client.SendAsync(
                HttpMethod.Delete,
                "/api/me/",
                new { password = "correct horse battery" },
                ("Authorization", $"Bearer {account["token"]}")
            )
        ).IsProblem(403, "account_not_activated");
        await Grains.GetUser(IdOf(account)).EndAsync("correct horse battery");
        (await PostAsync(operatorToken, account, "", Purchase("another", "1"))).IsProblem(404, "no_account");
        (await PostAsync(operatorToken, account, $"{purchase}/refunds/", Refund("r", "1"))).IsProblem(
            404,
            "no_account"
        );
        (await PostAsync(operatorToken, account, "", Purchase(purchase, "1"))).Is(200);
    }

    [Theory]
    [InlineData("purchase_id", null, "required")]
    [InlineData("purchase_id", "", "required")]
    [InlineData("purchase_id", 1, "invalid")]
    [InlineData("purchase_id", "a/b", "invalid")]
    [InlineData("purchase_id", "a b", "invalid")]
    [InlineData("purchase_id", "..", "invalid")]
    [InlineData("purchase_id", "é", "invalid")]
    [InlineData("amount", null, "required")]
    [InlineData("amount", 10, "invalid")]
    [InlineData("amount", "0", "invalid")]
    [InlineData("amount", "0.00", "invalid")]
    [InlineData("amount", "-1", "invalid")]
    [InlineData("amount", "1.001", "invalid")]
    [InlineData("amount", "1.", "invalid")]
    [InlineData("amount", "1,00", "invalid")]
    [InlineData("amount", " 1", "invalid")]
    [InlineData("amount", "1e3", "invalid")]
    [InlineData("amount", "1000000.01", "invalid")]
    [InlineData("amount", "99999999999999999999999999999999", "invalid")]
    [InlineData("currency", null, "required")]
    [InlineData("currency", "EUR", "invalid")]
    [InlineData("currency", "cny", "invalid")]
    public async Task Each_wrong_field_is_named(string field, object? value, string code)
    {
        var body = new Dictionary<string, object?>
        {
            ["purchase_id"] = "p",
            ["amount"] = "1",
            ["currency"] = "CNY",
            [field] = value,
        };
        var answer = await PostAsync(await AdministratorAsync(), await RegisterAsync(), "", body);
        answer.IsProblem(400, $"{field}:{code}");
    }

    [Fact]
    public async Task All_wrong_fields_are_named_at_once_also_of_a_refund()
    {
        var (operatorToken, account) = (await AdministratorAsync(), await RegisterAsync());
        (await PostAsync(operatorToken, account, "", new { })).IsProblem(
            400,
            "purchase_id:required",
            "amount:required",
            "currency:required"
        );
        (
            await PostAsync(
                operatorToken,
                account,
                "p/refunds/",
                new
                {
                    refund_id = new string('x', 129),
                    amount = true,
                    currency = 7,
                }
            )
        ).IsProblem(400, "refund_id:invalid", "amount:invalid", "currency:invalid");
        (await PostAsync(operatorToken, account, "", Purchase(new string('~', 128), "1000000.00"))).Is(201);
    }

    [Fact]
    public async Task Only_operators_record_purchases_and_set_levels()
    {
        var account = await RegisterAsync();
        (await PostAsync(account["token"], account, "", Purchase("p", "1"))).IsProblem(403, "not_an_administrator");
        (await PostAsync(account["token"], account, "p/refunds/", Refund("r", "1"))).IsProblem(
            403,
            "not_an_administrator"
        );
        (await GetAsync(account["token"], account, "p/")).IsProblem(403, "not_an_administrator");
        (await SetLevelAsync(account["token"], account, new { level = 5, reason = "me" })).IsProblem(
            403,
            "not_an_administrator"
        );
        (await PostAsync("none", account, "", Purchase("p", "1"))).IsProblem(401, "not_authenticated");
        Assert.Equal("0.00", (await _client.MeAsync(account))["user_consumption"]);
    }

    [Fact]
    public async Task Each_service_has_ids_of_its_own_and_needs_the_scope()
    {
        var account = await RegisterAsync();
        var administrator = await AdministratorAsync();
        var (shop, kiosk) = (
            await KeyAsync(administrator, "shop", "purchases:write"),
            await KeyAsync(administrator, "kiosk", "purchases:write")
        );
        var id = Guid.NewGuid().ToString();
        (await PostAsync(shop, account, "", Purchase(id, "10"))).Is(201);
        (await PostAsync(shop, account, "", Purchase(id, "10"))).Is(200);
        (await PostAsync(kiosk, account, "", Purchase(id, "20"))).Is(201);
        (await PostAsync(administrator, account, "", Purchase(id, "30"))).Is(201);
        (await PostAsync(kiosk, account, $"{id}/refunds/", Refund("r", "20"))).Is(201);
        (await PostAsync(shop, account, $"{id}/refunds/", Refund("r", "20"))).IsProblem(409, "refund_exceeds_purchase");
        Assert.Equal("20.00", (await GetAsync(kiosk, account, $"{id}/")).Is(200)["refunded"]);
        Assert.Equal("0.00", (await GetAsync(shop, account, $"{id}/")).Is(200)["refunded"]);
        Assert.Equal("40.00", (await _client.MeAsync(account))["user_consumption"]);

        var reader = await KeyAsync(administrator, "reader", "people:read");
        (await PostAsync(reader, account, "", Purchase("p", "1"))).IsProblem(403, "missing_scope");
        (await GetAsync(reader, account, $"{id}/")).IsProblem(403, "missing_scope");
        (await SetLevelAsync(shop, account, new { level = 5, reason = "x" })).IsProblem(403, "missing_scope");
        var people = await KeyAsync(administrator, "people", "people:write");
        (await SetLevelAsync(people, account, new { level = 5, reason = "x" })).Is(200);
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task A_level_is_set_by_hand_and_cleared()
    {
        var (operatorToken, account) = (await AdministratorAsync(), await RegisterAsync());
        var set = (await SetLevelAsync(operatorToken, account, new { level = 4, reason = "a guest" })).Is(200);
        Assert.Equal((4, true), (Number(set, "user_level"), set.Json.GetProperty("is_by_hand").GetBoolean()));
        (await PostAsync(operatorToken, account, "", Purchase(Guid.NewGuid().ToString(), "150"))).Is(201);
        var me = await _client.MeAsync(account);
        Assert.Equal(("150.00", 4), (me["user_consumption"], Number(me, "user_level")));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, me.Json.GetProperty("next_level").ValueKind);

        object?[] cleared = [null, null];
        foreach (var level in cleared)
        {
            var answer = (await SetLevelAsync(operatorToken, account, new { level, reason = "over" })).Is(200);
            Assert.Equal(
                (1, false, "150.00"),
                (
                    Number(answer, "user_level"),
                    answer.Json.GetProperty("is_by_hand").GetBoolean(),
                    answer["user_consumption"]
                )
            );
        }

        Assert.Equal(
            2,
            (await _client.MeAsync(account)).Json.GetProperty("next_level").GetProperty("level").GetInt32()
        );
        (await SetLevelAsync(operatorToken, account, new { })).IsProblem(400, "level:required", "reason:required");
        foreach (var level in (object[])[6, -1, 1.5, "1", true, 99999999999999999999m])
        {
            (await SetLevelAsync(operatorToken, account, new { level, reason = "x" })).IsProblem(400, "level:invalid");
        }

        (
            await SendAsync(
                operatorToken,
                HttpMethod.Post,
                $"/api/admin/people/{Guid.NewGuid()}/level/",
                new { level = 1, reason = "x" }
            )
        ).IsProblem(404, "not_found");
    }

    private IGrainFactory Grains => service.Services.GetRequiredService<IGrainFactory>();

    private static object Purchase(string id, string amount) =>
        new
        {
            purchase_id = id,
            amount,
            currency = "CNY",
        };

    private static object Refund(string id, string amount) =>
        new
        {
            refund_id = id,
            amount,
            currency = "CNY",
        };

    private static int Number(Answer answer, string field) => answer.Json.GetProperty(field).GetInt32();

    private static UserId IdOf(Answer account) => new(Guid.Parse(account["id"]));

    private async Task<Answer> RegisterAsync() => (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);

    /// <summary>Makes an administrator, and returns the access token.</summary>
    private async Task<string> AdministratorAsync()
    {
        var account = await RegisterAsync();
        await Grains.GetUserEffects(IdOf(account)).ActivateAsync(); // an administrator's account is activated
        var request = new ActRequest(Guid.NewGuid(), new(ActorKind.Command, "test"));
        Assert.Equal(ChangeOutcome.Done, await Grains.GetUser(IdOf(account)).SetRoleAsync(Role.Admin, request));
        return account["token"];
    }

    private async Task<string> KeyAsync(string administrator, string name, string scope)
    {
        var body = new
        {
            service = name,
            scopes = new[] { scope },
            expires_at = TimeProvider.System.GetUtcNow().AddDays(1),
            password = "correct horse battery",
            reason = "a test",
        };
        return (await SendAsync(administrator, HttpMethod.Post, "/api/admin/api-keys/", body)).Is(201)["key"];
    }

    private Task<Answer> PostAsync(string token, Answer account, string rest, object body) =>
        SendAsync(token, HttpMethod.Post, $"/api/users/{account["id"]}/purchases/{rest}", body);

    private Task<Answer> GetAsync(string token, Answer account, string rest) =>
        SendAsync(token, HttpMethod.Get, $"/api/users/{account["id"]}/purchases/{rest}");

    private Task<Answer> SetLevelAsync(string token, Answer account, object body) =>
        SendAsync(token, HttpMethod.Post, $"/api/admin/people/{account["id"]}/level/", body);

    private Task<Answer> SendAsync(string token, HttpMethod method, string path, object? body = null) =>
        _client.SendAsync(method, path, body, ("Authorization", $"Bearer {token}"));
}
