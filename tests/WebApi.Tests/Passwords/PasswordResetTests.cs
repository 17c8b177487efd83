using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Faults;
using OrleansRegistration.Keys;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class PasswordResetTests(Service service)
{
    private const string Another = "another horse battery";
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Forgotten_password_is_replaced_by_the_mailed_token_once_and_the_account_is_not_activated()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form, ("Accept-Language", "zh-CN"))).Is(201);
        await Mailbox.ReadAsync(service.MailFolder, form["email"]);
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/api/password/forgot/",
                new { email = ((string)form["email"]!).ToUpperInvariant() }
            )
        ).Is(202);
        var mail = (await Mailbox.ReadAsync(service.MailFolder, form["email"], 2)).Single(mail =>
            mail.Subject == "为您在 127.0.0.1:8000 的账号设置新密码"
        );
        Assert.Contains($"/reset#token={mail.Token()}", mail.HtmlBody, StringComparison.Ordinal);

        (await ResetAsync(mail.Token(), "short", "other")).IsProblem(400, "password1:length", "password2:mismatch");
        (await ResetAsync(mail.Token(), "Password123", "Password123")).IsProblem(400, "password1:common");
        (await ResetAsync(mail.Token(), $"{form["username"]}!!", $"{form["username"]}!!")).IsProblem(
            400,
            "password1:too_similar"
        );
        (await ResetAsync(MailToken.New(MailToken.Parse(mail.Token())!.User).Write(), "short", "short")).IsProblem(
            400,
            "token:invalid",
            "password1:length"
        );
        (await _client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mail.Token() })).IsProblem(
            400,
            "token:invalid"
        );
        (await _client.LogInAsync(form["email"], form["password1"])).Is(200);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => ResetAsync(mail.Token(), Another, Another))
        );

        var winner = Assert.Single(answers, answer => (int)answer.Status == 204);
        Assert.All(answers.Where(answer => answer != winner), answer => answer.IsProblem(400, "token:used"));
        (await _client.LogInAsync(form["email"], form["password1"])).IsProblem(401, "invalid_credentials");
        Assert.False(
            (await _client.LogInAsync(form["email"], Another)).Is(200).Json.GetProperty("is_active").GetBoolean()
        );
    }

    [Fact]
    public async Task Mailed_token_for_a_new_password_is_good_until_its_minutes_are_over()
    {
        await using var clocked = new ClockedService();
        using var client = clocked.CreateClient();
        var form = Requests.NewSignUp();
        (await client.RegisterAsync(form)).Is(201);
        await Mailbox.ReadAsync(clocked.MailFolder, form["email"]);
        (await client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] })).Is(202);
        var token = (await Mailbox.ReadAsync(clocked.MailFolder, form["email"], 2))[1].Token();
        clocked.Clock.MoveOn(TimeSpan.FromMinutes(61));
        (
            await client.SendAsync(
                HttpMethod.Post,
                "/api/password/reset/",
                new
                {
                    token,
                    password1 = Another,
                    password2 = Another,
                }
            )
        ).IsProblem(400, "token:expired");
        (await client.LogInAsync(form["username"], form["password1"])).Is(200);
    }

    [Fact]
    public async Task Forgetting_answers_the_same_for_an_address_without_an_account_and_mails_it_nothing()
    {
        const string nobody = "nobody.here@example.com";
        (await _client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = nobody })).Is(202);
        (await _client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = "x" })).IsProblem(
            400,
            "email:invalid"
        );
        (await _client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { })).IsProblem(400, "email:required");

        Assert.Equal(NameProblem.None, EmailAddress.TryParse(nobody, out var address));
        await UntilNoMailWaitsAsync(
            service.Services.GetRequiredService<DerivedSecrets>().UserIdOfNobody(new(NameKind.Email, address!.Key))
        );
        Assert.Empty(Mailbox.To(service.MailFolder, nobody));
    }

    [Fact]
    public async Task Second_mail_within_the_interval_is_not_sent()
    {
        var form = Requests.NewSignUp();
        var account = (await _client.RegisterAsync(form)).Is(201);
        await Mailbox.ReadAsync(service.MailFolder, form["email"]);
        (await _client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] })).Is(202);
        await Mailbox.ReadAsync(service.MailFolder, form["email"], 2);
        Assert.True(UserId.TryParse(account["id"], out var id));
        await UntilNoMailWaitsAsync(id);
        (await _client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] })).Is(202);
        await UntilNoMailWaitsAsync(id);
        Assert.Equal(2, Mailbox.To(service.MailFolder, form["email"]).Length);
    }

    [Fact]
    public async Task Common_password_and_one_too_close_to_a_name_are_refused_at_sign_up()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form.With("password1", "Iloveyou1").With("password2", "Iloveyou1"))).IsProblem(
            400,
            "password1:common"
        );
        var reversed = string.Concat(((string)form["username"]!).Reverse());
        (await _client.RegisterAsync(form.With("password1", reversed).With("password2", reversed))).IsProblem(
            400,
            "password1:too_similar"
        );
    }

    [Fact, Trait("Fault", "B1")]
    public async Task Mailed_token_for_a_new_password_dies_with_any_change_of_the_password()
    {
        await using var eager = new Service();
        eager.Settings["Mail:MinIntervalSeconds"] = "0";
        using var client = eager.CreateClient();
        var form = Requests.NewSignUp();
        (await client.RegisterAsync(form)).Is(201);
        var activation = (await Mailbox.ReadAsync(eager.MailFolder, form["email"]))[0].Token();
        var session = (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = activation })).Is(200);
        var (first, second) = (await ForgotAsync(2), await ForgotAsync(3));

        object change = new
        {
            old_password = form["password1"],
            password1 = Another,
            password2 = Another,
        };
        (
            await client.SendAsync(
                HttpMethod.Post,
                "/api/password/change/",
                change,
                ("Authorization", $"Bearer {session["token"]}")
            )
        ).Is(204);
        var afterChange = (await ResetAsync(first)).IsProblem(400, "token:used");
        (await ResetAsync(second)).IsProblem(400, "token:used");
        (await client.LogInAsync(form["username"], Another)).Is(200);

        // A token that is mailed after the change is for the new password. A reset by it also ends the other tokens.
        var (third, fourth) = (await ForgotAsync(4), await ForgotAsync(5));
        (await ResetAsync(fourth)).Is(204);
        (await ResetAsync(third)).IsProblem(400, "token:used");
        // The same password gives the same answer, or a used token would test passwords.
        (await ResetAsync(fourth)).IsProblem(400, "token:used");
        FaultTable.Now(
            "B1",
            "forgot, password changed, reset with the mailed token",
            $"{(int)afterChange.Status} token:used"
        );

        async Task<string> ForgotAsync(int mails)
        {
            (await client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] })).Is(202);
            var token = (await Mailbox.ReadAsync(eager.MailFolder, form["email"], mails))[^1].Token();
            // One mail of a kind is under way at a time, so the next request must come after it.
            await UntilNoMailWaitsAsync(MailToken.Parse(token)!.User, eager);
            return token;
        }

        async Task<Answer> ResetAsync(string token) =>
            await client.SendAsync(
                HttpMethod.Post,
                "/api/password/reset/",
                new
                {
                    token,
                    password1 = "one more horse battery",
                    password2 = "one more horse battery",
                }
            );
    }

    [Fact, Trait("Fault", "B4")]
    public async Task Rules_for_a_password_look_at_its_normalised_form_and_a_keyboard_makes_no_difference()
    {
        var four = "éàüö".Normalize(NormalizationForm.FormD);
        Assert.Equal(8, four.Length);
        var form = Requests.NewSignUp();
        var tooShort = (await _client.RegisterAsync(With(four, four))).IsProblem(400, "password1:length");

        var most = string.Concat(Enumerable.Repeat("éàüö", 32));
        var form128 = With(most.Normalize(NormalizationForm.FormD), most);
        var longest = (await _client.RegisterAsync(form128)).Is(201);
        (await _client.LogInAsync(form["username"], most)).Is(200);
        (await _client.RegisterAsync(With(most + "x", most + "x"))).IsProblem(
            400,
            "password1:length",
            "username:taken",
            "nickname:taken",
            "email:taken"
        );

        // Fullwidth forms are other characters for OpaqueString. Spaces of any kind are one character.
        var spaced = Requests.NewSignUp();
        (
            await _client.RegisterAsync(
                spaced.With("password1", "correct\u00A0horse\u3000battery").With("password2", "correct horse battery")
            )
        ).Is(201);
        (await _client.LogInAsync(spaced["username"], "correct horse\u2003battery")).Is(200);
        (await _client.RegisterAsync(With("passwort_éß", "passwort_eß"))).IsProblem(
            400,
            "password2:mismatch",
            "username:taken",
            "nickname:taken",
            "email:taken"
        );
        FaultTable.Now(
            "B4",
            "four characters as NFD; 128 as NFD, then as NFC",
            $"{(int)tooShort.Status} password1:length; {(int)longest.Status}"
        );

        Dictionary<string, object?> With(string password1, string password2) =>
            form.With("password1", password1).With("password2", password2);
    }

    private Task<Answer> ResetAsync(string token, string password1, string password2) =>
        _client.SendAsync(
            HttpMethod.Post,
            "/api/password/reset/",
            new
            {
                token,
                password1,
                password2,
            }
        );

    // The service works on requests of strangers a while later.
    private async Task UntilNoMailWaitsAsync(UserId user, Service? other = null)
    {
        var mails = (other ?? service).Services.GetRequiredService<IGrainFactory>().GetMail(user);
        for (var tries = 0; await mails.WakeAsync() > 0; tries++)
        {
            Assert.True(tries < 2400, "Mails wait.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
