using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansRegistration.Tests;

/// <summary>
/// The reply of the Web API's first call of each grain method is lost, as when a node dies: the call took effect, and
/// fails. Whatever may be repeated is repeated, and its client sees no difference.
/// </summary>
public sealed class LostReplyTests
{
    [Fact]
    public async Task Whoever_signs_up_and_comes_back_does_not_notice_that_every_first_reply_is_lost()
    {
        await using var service = new LossyService
        {
            Settings = { ["Captcha:Provider"] = "ProofOfWork", ["Captcha:Iterations"] = "10" },
        };
        using var client = service.CreateClient();
        var code = (await RegisterAsync(Requests.NewSignUp())).Is(201)["invitation_code"];
        service.Replies.LoseAll();

        (await client.ReadAsync($"/api/invitations/{code}/")).Is(200);
        (
            await client.ReadAsync(
                "/api/availability/?username=somebody&nickname=somebodynickname=some&emailemail=some@example.org"
            )
        ).Is(200);
        var form = Requests.NewSignUp().With("invitation_code", code).With("use_cookies", false);
        var account = (await RegisterAsync(form)).Is(201);
        service.Replies.LoseAll();
        (string, string) token = ("Authorization", $"Bearer {account["token"]}");
        (await client.ReadAsync("/api/me/", token)).Is(200);
        (await client.SendAsync(HttpMethod.Post, "/api/activate/resend/", new { email = form["email"] }, token)).Is(
            202
        );
        var mails = await Mailbox.ReadAsync(service.MailFolder, form["email"]);
        (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mails[^1].Token() })).Is(200);

        service.Replies.LoseAll();
        var signIn = new
        {
            username = form["username"],
            password = form["password1"],
            use_cookies = false,
        };
        var signedIn = (await client.SendAsync(HttpMethod.Post, "/jwt/login/", signIn)).Is(200);
        var refreshed = (
            await client.SendAsync(HttpMethod.Post, "/jwt/refresh/", new { refresh_token = signedIn["refresh_token"] })
        ).Is(200);
        token = ("Authorization", $"Bearer {refreshed["token"]}");
        (
            await client.SendAsync(
                HttpMethod.Patch,
                "/api/me/",
                new { nickname = $"new {Guid.NewGuid():N}"[..20] },
                token
            )
        ).Is(200);
        (await client.ReadAsync("/api/me/invitees/", token)).Is(200);
        var sessions = (await client.ReadAsync("/api/sessions/", token)).Is(200).Json.GetProperty("sessions");
        Assert.Equal(1, sessions.GetArrayLength()); // of the log-in: the activation ended that of the sign-up
        (await client.SendAsync(HttpMethod.Delete, "/api/sessions/", null, token)).Is(204);
        (await client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] })).Is(202);
        var reset = (await Mailbox.ReadAsync(service.MailFolder, form["email"], mails.Length + 1))[^1].Token();
        var password = new
        {
            token = reset,
            password1 = "another horse battery",
            password2 = "another horse battery",
        };

        // Not repeated: the second call would say that the token is used. The password is the new one.
        (await client.SendAsync(HttpMethod.Post, "/api/password/reset/", password)).IsProblem(503, "unavailable");
        var again = new { username = form["username"], password = password.password1 };
        (await client.SendAsync(HttpMethod.Post, "/jwt/login/", again)).Is(200);
        Assert.InRange(service.Replies.Lost.Count, 15, 100);

        async Task<Answer> RegisterAsync(Dictionary<string, object?> form)
        {
            var answer = await Altcha.SolveAsync((await client.ReadAsync("/api/captcha/")).Is(200).Text);
            return await client.RegisterAsync(form.With("recaptcha", answer));
        }
    }

    [Fact]
    public async Task A_change_whose_reply_is_lost_was_made_and_is_told_as_unknown()
    {
        await using var service = new LossyService { Settings = { ["Registration:RequireActivation"] = "false" } };
        using var client = service.CreateClient();
        var form = Requests.NewSignUp().With("use_cookies", false);
        var account = (await client.RegisterAsync(form)).Is(201);
        (string, string) token = ("Authorization", $"Bearer {account["token"]}");
        service.Replies.LoseAll();

        (await client.SendAsync(HttpMethod.Post, "/api/me/invitation-code/", null, token)).IsProblem(
            503,
            "unknown_change"
        );
        var me = (await client.ReadAsync("/api/me/", token)).Is(200);
        Assert.NotEqual(account["invitation_code"], me["invitation_code"]);

        var password = new
        {
            old_password = form["password1"],
            password1 = "another horse battery",
            password2 = "another horse battery",
        };
        (await client.SendAsync(HttpMethod.Post, "/api/password/change/", password, token)).IsProblem(
            503,
            "unknown_password_change"
        );
        var signedIn = (
            await client.SendAsync(
                HttpMethod.Post,
                "/jwt/login/",
                new
                {
                    username = form["username"],
                    password = password.password1,
                    use_cookies = false,
                }
            )
        ).Is(200);

        var end = new { password = password.password1 };
        token = ("Authorization", $"Bearer {signedIn["token"]}");
        (await client.SendAsync(HttpMethod.Delete, "/api/me/", end, token)).IsProblem(503, "unknown_change");
        (await client.LogInAsync(form["username"], password.password1)).Is(401);
    }

    private sealed class LossyService : Service
    {
        public LossyReplies Replies { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddSingleton<IIncomingGrainCallFilter>(Replies));
        }
    }

    private sealed class LossyReplies : IIncomingGrainCallFilter
    {
        private readonly ConcurrentDictionary<string, bool> _due = new();
        private volatile bool _isOn;

        public ConcurrentBag<string> Lost { get; } = [];

        /// <summary>Loses the next reply of each method.</summary>
        public void LoseAll()
        {
            _due.Clear();
            _isOn = true;
        }

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            var method = $"{context.InterfaceName}.{context.MethodName}";
            if (_isOn && context.SourceId is { } source && source.IsClient() && _due.TryAdd(method, true))
            {
                Lost.Add(method);
                throw new SiloUnavailableException("The silo died before it replied.");
            }
        }
    }
}
