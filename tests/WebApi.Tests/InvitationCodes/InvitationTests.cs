namespace OrleansRegistration.Tests;

public sealed class InvitationTests(Service service)
{
    private const string Unknown = """{"valid":false,"reason":"invalid","inviter_nickname":null}""";
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Text_that_is_not_a_valid_code_is_refused() =>
        Assert.Equal(Unknown, (await _client.ReadAsync("/api/invitations/no_code/")).Is(200).Text);

    [Fact]
    public async Task Code_of_nobody_is_invalid() =>
        Assert.Equal(Unknown, (await _client.ReadAsync("/api/invitations/NOSUCHCODE")).Is(200).Text);

    [Fact]
    public async Task Code_of_an_account_names_its_inviter()
    {
        var form = Requests.NewSignUp();
        var account = (await _client.RegisterAsync(form)).Is(201);
        var answer = (await _client.ReadAsync($"/api/invitations/{account["invitation_code"].ToLowerInvariant()}/")).Is(
            200
        );
        Assert.True(answer.Json.GetProperty("valid").GetBoolean());
        Assert.Equal(form["nickname"], answer["inviter_nickname"]);
    }
}
