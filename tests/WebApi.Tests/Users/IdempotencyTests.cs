namespace OrleansRegistration.Tests;

public sealed class IdempotencyTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Repeat_with_the_same_key_gives_the_first_account_again()
    {
        var form = Requests.NewSignUp();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = (await _client.RegisterAsync(form, key)).Is(201);
        var second = (await _client.RegisterAsync(form.With("recaptcha", "another answer"), key)).Is(201);
        Assert.Equal(first["id"], second["id"]);
        Assert.Equal(first["invitation_code"], second["invitation_code"]);
    }

    [Theory]
    [InlineData("nickname", "somebody else")]
    [InlineData("password", "another password")]
    public async Task Key_for_another_request_is_refused_with_409(string field, string value)
    {
        var form = Requests.NewSignUp();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        (await _client.RegisterAsync(form, key)).Is(201);
        var other =
            field == "password" ? form.With("password1", value).With("password2", value) : form.With(field, value);
        (await _client.RegisterAsync(other, key)).IsProblem(409, "idempotency_key_reused");
    }

    [Fact]
    public async Task Many_repeats_at_once_make_one_account()
    {
        var form = Requests.NewSignUp();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _client.RegisterAsync(form, key)));
        Assert.Single(answers.Select(answer => answer.Is(201)["id"]).Distinct());
    }
}
