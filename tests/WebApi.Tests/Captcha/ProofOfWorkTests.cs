using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Captcha;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

public sealed class ProofOfWorkTests(ProofOfWorkService service) : IClassFixture<ProofOfWorkService>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public void Proof_of_work_is_the_default() =>
        Assert.Equal(CaptchaProvider.ProofOfWork, new CaptchaOptions().Provider);

    [Fact]
    public async Task Answer_of_the_widget_signs_up_once_and_is_then_a_duplicate()
    {
        var answer = await SolveAsync();
        (await _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", answer))).Is(201);
        (await _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", answer))).IsProblem(
            400,
            "recaptcha:duplicate"
        );
    }

    [Fact]
    public async Task Of_many_sign_ups_with_one_answer_at_once_exactly_one_wins()
    {
        var answer = await SolveAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", answer)))
        );
        Assert.Single(answers, a => (int)a.Status == 201);
        foreach (var loser in answers.Where(a => (int)a.Status != 201))
        {
            loser.IsProblem(400, "recaptcha:duplicate");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Without_an_answer_it_is_required_beside_all_other_errors(string? answer) =>
        (await _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", answer).With("username", ""))).IsProblem(
            400,
            "username:required",
            "recaptcha:required"
        );

    [Fact]
    public async Task Answer_to_an_expired_challenge_is_expired()
    {
        var answer = await SolveAsync();
        service.Clock.MoveOn(TimeSpan.FromSeconds(61));
        (await _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", answer))).IsProblem(
            400,
            "recaptcha:expired"
        );
    }

    [Fact]
    [Trait("Fault", "G6")]
    public async Task Answers_hoarded_on_an_idle_service_have_expired_on_a_busy_one_and_a_new_one_passes()
    {
        var (first, second) = (await SolveAsync(), await SolveAsync());
        // 6.75 s of 22.5 s (three quarters of the patience): a third of the places is taken, so the price doubles.
        service.Line.Wait = TimeSpan.FromSeconds(6.75);
        try
        {
            (await _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", first))).Is(201);
            service.Line.Wait = TimeSpan.FromSeconds(21);
            var form = Requests.NewSignUp();
            var hoarded = (await _client.RegisterAsync(form.With("recaptcha", second))).IsProblem(
                400,
                "recaptcha:expired"
            );
            var answer = await SolveAsync();
            service.Line.Wait = TimeSpan.FromSeconds(22.35);
            (await _client.RegisterAsync(form.With("recaptcha", answer))).Is(201);
            FaultTable.Now(
                "G6",
                "an answer to a challenge of the idle service, sent while 93 % of the places are taken",
                $"{(int)hoarded.Status} recaptcha: expired; an answer to a new challenge: 201"
            );
        }
        finally
        {
            service.Line.Wait = TimeSpan.Zero;
        }
    }

    [Fact]
    [Trait("Fault", "G6")]
    public void Challenges_may_be_answered_for_a_minute() => Assert.Equal(60, new CaptchaOptions().ExpirySeconds);

    [Theory]
    [Trait("Fault", "G4")]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task Without_a_good_answer_nothing_is_told_about_addresses_and_codes(string answer)
    {
        var known = Requests.NewSignUp();
        (await _client.RegisterAsync(known.With("recaptcha", await SolveAsync()))).Is(201);
        var code = answer.Length == 0 ? "required" : "invalid";
        var refused = (
            await _client.RegisterAsync(known.With("invitation_code", "NOSUCHCODE23").With("recaptcha", answer))
        ).IsProblem(400, "username:taken", "nickname:taken", $"recaptcha:{code}");
        string[] required =
        [
            "username",
            "nickname",
            "password1",
            "password2",
            "invitation_code",
            .. answer.Length == 0 ? ["recaptcha"] : Array.Empty<string>(),
        ];
        (await _client.RegisterAsync(new { email = known["email"], recaptcha = answer })).IsProblem(
            400,
            [.. required.Select(field => $"{field}:required")]
        );
        FaultTable.Now("G4", $"a known address and a wrong code with recaptcha \"{answer}\"", Fields(refused));
    }

    [Fact]
    [Trait("Fault", "G4")]
    public async Task With_an_answer_that_is_not_looked_at_yet_addresses_and_codes_are_not_told_either()
    {
        var known = Requests.NewSignUp();
        (await _client.RegisterAsync(known.With("recaptcha", await SolveAsync()))).Is(201);
        var form = Requests
            .NewSignUp()
            .With("email", known["email"])
            .With("invitation_code", "NOSUCHCODE23")
            .With("recaptcha", await SolveAsync());
        var broken = (await _client.RegisterAsync(form.With("password2", "other"))).IsProblem(
            400,
            "password2:mismatch"
        );
        var whole = (await _client.RegisterAsync(form)).IsProblem(400, "email:taken", "invitation_code:invalid");
        FaultTable.Now(
            "G4",
            "the same with a good answer, once with a mistyped password and once without",
            $"{Fields(broken)}; {Fields(whole)}"
        );
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("cost")]
    [InlineData("expiresAt")]
    [InlineData("keyPrefix")]
    [InlineData("nonce")]
    [InlineData("salt")]
    [InlineData("counter")]
    [InlineData("derivedKey")]
    public async Task Answer_that_was_tampered_with_is_invalid_and_uses_nothing_up(string member)
    {
        var answer = await SolveAsync();
        var payload = JsonNode.Parse(Convert.FromBase64String(answer))!.AsObject();
        var challenge = payload["challenge"]!.AsObject();
        var part = member switch
        {
            "signature" => challenge,
            "counter" or "derivedKey" => payload["solution"]!.AsObject(),
            _ => challenge["parameters"]!.AsObject(),
        };
        part[member] =
            part[member]!.GetValueKind() is JsonValueKind.Number
                ? part[member]!.GetValue<long>() + 1
                : (part[member]!.GetValue<string>()[0] == 'f' ? 'e' : 'f') + part[member]!.GetValue<string>()[1..];
        (await _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", Encode(payload.ToJsonString())))).IsProblem(
            400,
            "recaptcha:invalid"
        );
        (await _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", answer))).Is(201);
    }

    [Fact]
    public async Task Right_derivation_without_the_zeros_is_invalid()
    {
        var payload = JsonNode.Parse(Convert.FromBase64String(await SolveAsync()))!.AsObject();
        var parameters = payload["challenge"]!["parameters"]!;
        var counter = payload["solution"]!["counter"]!.GetValue<uint>();
        byte[] key;
        do
        {
            counter++;
            byte[] password =
            [
                .. Convert.FromHexString(parameters["nonce"]!.GetValue<string>()),
                .. BitConverter.GetBytes(counter).Reverse(),
            ];
            key = Rfc2898DeriveBytes.Pbkdf2(
                password,
                Convert.FromHexString(parameters["salt"]!.GetValue<string>()),
                parameters["cost"]!.GetValue<int>(),
                HashAlgorithmName.SHA256,
                32
            );
        } while (key[0] == 0); // one key in 256 solves the challenge

        payload["solution"] = new JsonObject { ["counter"] = counter, ["derivedKey"] = Convert.ToHexStringLower(key) };
        (await _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", Encode(payload.ToJsonString())))).IsProblem(
            400,
            "recaptcha:invalid"
        );
    }

    [Theory]
    [InlineData("not Base64")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"challenge":null,"solution":null,"test":true}""")]
    [InlineData("""{"challenge":{"parameters":null,"signature":null},"solution":{}}""")]
    [InlineData("""{"challenge":{"parameters":{},"signature":""},"solution":{"counter":0,"derivedKey":""}}""")]
    [InlineData(
        """{"challenge":{"parameters":{"cost":1e99},"signature":"00"},"solution":{"counter":0,"derivedKey":"00"}}"""
    )]
    [InlineData(
        """
            {"challenge":{"parameters":{"nonce":"\ud800"},"signature":"00"},"solution":{"counter":-1,"derivedKey":"00"}}
            """
    )]
    public async Task Text_that_is_not_a_valid_answer_is_refused_without_a_failure(string text) =>
        (
            await _client.RegisterAsync(
                Requests
                    .NewSignUp()
                    .With(
                        "recaptcha",
                        text == "not Base64" ? text
                            : text.Length == 0 ? " "
                            : Encode(text)
                    )
            )
        ).IsProblem(400, "recaptcha:invalid");

    [Fact]
    public async Task Form_that_breaks_a_rule_uses_no_answer_up()
    {
        var answer = await SolveAsync();
        var form = Requests.NewSignUp().With("recaptcha", answer);
        (await _client.RegisterAsync(form.With("password2", "other"))).IsProblem(400, "password2:mismatch");
        (await _client.RegisterAsync(form)).Is(201);
    }

    [Fact]
    public async Task Refused_answer_hides_no_taken_username_and_no_taken_nickname()
    {
        var form = Requests.NewSignUp().With("recaptcha", await SolveAsync());
        (await _client.RegisterAsync(form)).Is(201);
        (await _client.RegisterAsync(form)).IsProblem(400, "recaptcha:duplicate", "username:taken", "nickname:taken");
    }

    [Fact]
    public async Task Repeat_under_a_key_gives_the_first_account_again_though_its_answer_is_used_and_expired()
    {
        var form = Requests.NewSignUp().With("recaptcha", await SolveAsync());
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = (await _client.RegisterAsync(form, key)).Is(201);
        Assert.Equal(first["id"], (await _client.RegisterAsync(form, key)).Is(201)["id"]);
        service.Clock.MoveOn(TimeSpan.FromHours(1));
        Assert.Equal(first["id"], (await _client.RegisterAsync(form, key)).Is(201)["id"]);
        (await _client.RegisterAsync(form.With("nickname", "somebody else"), key)).IsProblem(
            409,
            "idempotency_key_reused"
        );
    }

    [Fact]
    public async Task Repeat_under_a_key_of_what_was_not_committed_may_use_its_answer_again_and_another_form_may_not()
    {
        var taken = Requests.NewSignUp();
        (await _client.RegisterAsync(taken.With("recaptcha", await SolveAsync()))).Is(201);
        var form = Requests.NewSignUp().With("username", taken["username"]).With("recaptcha", await SolveAsync());
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        (await _client.RegisterAsync(form, key)).IsProblem(409, "username:taken");
        (await _client.RegisterAsync(form, key)).IsProblem(409, "username:taken");
        (await _client.RegisterAsync(form.With("username", Requests.NewSignUp()["username"]), key)).IsProblem(
            400,
            "recaptcha:duplicate"
        );
        (await _client.RegisterAsync(form, ("Idempotency-Key", "another"))).IsProblem(
            400,
            "recaptcha:duplicate",
            "username:taken"
        );
    }

    [Fact]
    public async Task Log_in_needs_no_answer_and_verifies_one_that_is_given()
    {
        var form = Requests.NewSignUp().With("recaptcha", await SolveAsync());
        (await _client.RegisterAsync(form)).Is(201);
        (await _client.LogInAsync(form["username"], form["password1"])).Is(200);
        (await LogInAsync("")).Is(200);
        (await LogInAsync("wrong")).IsProblem(400, "recaptcha:invalid");
        (await LogInAsync(form["recaptcha"])).IsProblem(400, "recaptcha:duplicate");
        (await LogInAsync(await SolveAsync())).Is(200);

        Task<Answer> LogInAsync(object? recaptcha) =>
            _client.SendAsync(
                HttpMethod.Post,
                "/jwt/login/",
                new
                {
                    username = form["username"],
                    password = form["password1"],
                    recaptcha,
                }
            );
    }

    [Fact]
    public async Task Challenges_differ_and_are_not_kept_by_anybody()
    {
        var first = (await _client.ReadAsync("/api/captcha/")).Is(200);
        var second = (await _client.ReadAsync("/api/captcha")).Is(200);
        Assert.Equal("proof_of_work", first["provider"]);
        Assert.NotEqual(
            first.Json.GetProperty("parameters").GetProperty("nonce").GetString(),
            second.Json.GetProperty("parameters").GetProperty("nonce").GetString()
        );
        Assert.True(first.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.5, 25)]
    [InlineData(1, 40)]
    public void Challenges_get_harder_as_the_node_fills_up(double load, int cost) =>
        Assert.Equal(cost, service.Services.GetRequiredService<ProofOfWork>().CostAt(load));

    [Fact]
    public async Task Messages_are_translated()
    {
        var refused = await _client.RegisterAsync(Requests.NewSignUp(), ("Accept-Language", "zh-Hans"));
        Assert.Contains("请先完成人机验证", refused.Json.GetProperty("errors").ToString(), StringComparison.Ordinal);
    }

    private static string Fields(Answer refused) =>
        string.Join(
            ", ",
            refused
                .Json.GetProperty("errors")
                .EnumerateObject()
                .Select(field => $"{field.Name}: {field.Value[0].GetProperty("code").GetString()}")
        );

    private static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));

    private async Task<string> SolveAsync() =>
        await Altcha.SolveAsync((await _client.ReadAsync("/api/captcha/")).Is(200).Text);
}
