namespace OrleansRegistration.Tests;

public sealed class MeTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Own_account_is_complete_before_activation()
    {
        var form = Requests.NewSignUp();
        var account = (await _client.RegisterAsync(form)).Is(201);
        var me = (
            await _client.ReadAsync(
                "/api/me",
                ("Authorization", $"Bearer {account["token"]}"),
                ("Accept-Language", "zh-CN")
            )
        ).Is(200);
        Assert.Equal(account["id"], me["id"]);
        Assert.Equal("0.00", me["user_consumption"]);
        Assert.Equal("普通用户", me["user_level_name"]);
        Assert.EndsWith("Z", me["date_joined"], StringComparison.Ordinal);
        Assert.EndsWith(
            $"/register?code={account["invitation_code"]}",
            me["invitation_link"],
            StringComparison.Ordinal
        );
        Assert.Equal(0, me.Json.GetProperty("invitation_user_count").GetInt32());
        var next = me.Json.GetProperty("next_level");
        Assert.Equal("100.00", next.GetProperty("threshold").GetString());
        Assert.Equal("100.00", next.GetProperty("remaining").GetString());
    }

    [Fact]
    public async Task Inviter_sees_who_registered_with_the_code()
    {
        var inviter = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", inviter["invitation_code"]))).Is(201);
        for (var tries = 0; tries < 1200; tries++)
        {
            // Redemptions are counted after the reply (docs/protocol.md#a-sign-up).
            var me = (await _client.ReadAsync("/api/me/", ("Authorization", $"Bearer {inviter["token"]}"))).Is(200);
            if (me.Json.GetProperty("invitation_user_count").GetInt32() == 1)
            {
                return;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The use was not counted.");
    }
}
