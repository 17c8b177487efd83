using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

public sealed class LogTests
{
    [Theory]
    [InlineData("Development", false)]
    [InlineData("Production", true)]
    [Trait("Fault", "G10")]
    public async Task Nothing_personal_and_nothing_secret_is_logged_on_any_path(string environment, bool traceAll)
    {
        await using var service = new LoggedService(environment, traceAll);
        using var client = service.CreateClient(new() { HandleCookies = false });
        var address = (LimitedService.From, "198.51.100.77");
        // This is not the announcement's password, which is logged.
        const string first = "plain zebra umbrella";
        var form = Requests.NewSignUp().With("use_cookies", false).With("password1", first).With("password2", first);
        const string wrong = "wrong horse battery";
        const string second = "another horse battery";
        const string third = "one more horse battery";
        const string key = "idempotency-key-to-be-looked-for";

        var account = (await client.RegisterAsync(form, ("Idempotency-Key", key), address)).Is(201);
        (await client.RegisterAsync(form, ("Idempotency-Key", key), address)).Is(201);
        var invited = Requests
            .NewSignUp()
            .With("invitation_code", account["invitation_code"])
            .With("use_cookies", false);
        (await client.RegisterAsync(invited, LimitedService.Fresh())).Is(201);
        (await client.RegisterAsync(form, LimitedService.Fresh())).IsProblem(
            409,
            "username:taken",
            "nickname:taken",
            "email:taken"
        );
        (await client.RegisterAsync("{\"username\":\"" + form["username"] + "\",", LimitedService.Fresh())).IsProblem(
            400,
            "malformed"
        );
        (
            await client.ReadAsync(
                $"/api/availability/?username={form["username"]}&nickname={form["nickname"]}",
                address
            )
        ).Is(200);
        (await client.ReadAsync($"/api/invitations/{account["invitation_code"]}/", address)).Is(200);

        var activation = (await Mailbox.ReadAsync(service.MailFolder, form["email"]))[0].Token();
        var active = (await PostAsync("/api/activate/", new { token = activation, use_cookies = false })).Is(200);
        (await PostAsync("/api/activate/", new { token = activation })).Is(200);
        (await PostAsync("/api/activate/resend/", new { email = form["email"] })).Is(202);
        var session = (
            await PostAsync(
                "/jwt/login/",
                new
                {
                    username = form["username"],
                    password = form["password1"],
                    use_cookies = false,
                }
            )
        ).Is(200);
        (await PostAsync("/jwt/login/", new { username = form["email"], password = wrong })).IsProblem(
            401,
            "invalid_credentials"
        );
        for (
            var tries = 0;
            (await PostAsync("/jwt/login/", new { username = invited["email"], password = wrong })).Headers.RetryAfter
                is null;
            tries++
        )
        {
            Assert.True(tries < LimitedService.LockAfter, "It was never delayed.");
        }

        var refreshed = (await PostAsync("/jwt/refresh/", new { refresh_token = session["refresh_token"] })).Is(200);
        (await PostAsync("/jwt/refresh/", new { refresh_token = refreshed["refresh_token"] + "A" })).IsProblem(
            401,
            "session_ended"
        );
        (await client.ReadAsync("/api/me/", ("Authorization", $"Bearer {active["token"]}"))).Is(200);
        (await client.ReadAsync("/api/me/", ("Authorization", $"Bearer {active["token"]}x"))).IsProblem(
            401,
            "not_authenticated"
        );
        (await client.ReadAsync("/api/sessions/", ("Authorization", $"Bearer {active["token"]}"))).Is(200);
        (
            await client.SendAsync(
                HttpMethod.Post,
                "/api/password/change/",
                new
                {
                    old_password = form["password1"],
                    password1 = second,
                    password2 = second,
                },
                ("Authorization", $"Bearer {active["token"]}")
            )
        ).Is(204);

        (await PostAsync("/api/password/forgot/", new { email = form["email"] })).Is(202);
        var mails = await Mailbox.ReadAsync(service.MailFolder, form["email"], 2);
        var reset = mails.Single(mail => mail.TextBody!.Contains("/reset#", StringComparison.Ordinal)).Token();
        (
            await PostAsync(
                "/api/password/reset/",
                new
                {
                    token = reset,
                    password1 = third,
                    password2 = third,
                }
            )
        ).Is(204);
        (
            await PostAsync(
                "/api/password/reset/",
                new
                {
                    token = reset,
                    password1 = third,
                    password2 = third,
                }
            )
        ).IsProblem(400, "token:used");
        (await PostAsync("/jwt/logout/", new { refresh_token = active["refresh_token"] })).Is(204);

        var last = (
            await PostAsync(
                "/jwt/login/",
                new
                {
                    username = form["username"],
                    password = third,
                    use_cookies = false,
                }
            )
        ).Is(200);
        var mine = ("Authorization", $"Bearer {last["token"]}");
        var nickname = $"new {form["username"]}";
        (await client.SendAsync(HttpMethod.Patch, "/api/me/", new { nickname }, mine)).Is(200);
        (await client.SendAsync(HttpMethod.Patch, "/api/me/", new { nickname = invited["nickname"] }, mine)).IsProblem(
            409,
            "nickname:taken"
        );
        var code = (await client.SendAsync(HttpMethod.Post, "/api/me/invitation-code/", null, mine)).Is(201)[
            "invitation_code"
        ];
        (await client.ReadAsync("/api/me/invitees/", mine)).Is(200);
        (await client.SendAsync(HttpMethod.Delete, "/api/me/", new { password = wrong }, mine)).IsProblem(
            400,
            "password:invalid"
        );
        (await client.SendAsync(HttpMethod.Delete, "/api/me/", new { password = third }, mine)).Is(204);

        var log = string.Join('\n', service.Lines);
        Assert.Contains("Sign-up: Created", log, StringComparison.Ordinal);
        Assert.Contains("Sign-up: Refused", log, StringComparison.Ordinal);
        var secrets = new[]
        {
            form["username"],
            form["nickname"],
            form["email"],
            invited["username"],
            invited["nickname"],
            invited["email"],
            form["password1"],
        }
            .Cast<string>()
            .Concat([wrong, second, third, key, activation, reset, address.Item2, nickname, code])
            .Concat([
                account["invitation_code"],
                account["token"],
                account["refresh_token"],
                active["token"],
                active["refresh_token"],
                session["token"],
                session["refresh_token"],
                refreshed["token"],
                refreshed["refresh_token"],
            ]);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase));

        if (traceAll)
        {
            Assert.Contains("Logs of Orleans below Information hold names", log, StringComparison.Ordinal);
            FaultTable.Now(
                "G10",
                "all levels at Trace outside Development",
                $"{service.Lines.Count} lines; none has a name, an address, a code or a token"
            );
        }

        async Task<Answer> PostAsync(string path, object body) =>
            await client.SendAsync(HttpMethod.Post, path, body, LimitedService.Fresh());
    }

    [Fact]
    [Trait("Fault", "G10")]
    public async Task Warnings_of_Orleans_show_no_grain_keys()
    {
        await using var service = new LoggedService("Production", traceAll: false);
        using var client = service.CreateClient();
        service
            .Services.GetRequiredService<ILoggerFactory>()
            .CreateLogger("Orleans.Runtime.CallbackData")
            .Log(
                LogLevel.Warning,
                default,
                "No answer to [sys.client/1]->[S127.0.0.1:1:0 email/email/leak@example.org] in time, "
                    + "nor to [x nickname/nickname/Leak Nick] FindOwnerAsync",
                new TimeoutException("[x code/code/LEAK012345]"),
                (text, _) => text
            );
        var line = Assert.Single(service.Lines, line => line.Contains("FindOwnerAsync", StringComparison.Ordinal));
        Assert.DoesNotContain("leak", line, StringComparison.OrdinalIgnoreCase);
        FaultTable.Now("G10", "a warning of Orleans that names the grain of an e-mail address", line);
    }

    /// <summary>
    /// A service that logs as by default, with all of its own lines, or with all lines of every library.
    /// </summary>
    private sealed class LoggedService : LimitedService, ILoggerProvider
    {
        private readonly string _environment;

        public LoggedService(string environment, bool traceAll)
        {
            _environment = environment;
            Settings["RateLimits:Account:Count"] = "1000";
            foreach (
                var (category, level) in new[]
                {
                    ("Default", "Information"),
                    ("Microsoft", "Warning"),
                    ("Orleans", "Warning"),
                    ("OrleansRegistration", "Trace"),
                    ("OrleansRegistration.Users", "Trace"),
                    ("Polly", "Warning"),
                }
            )
            {
                Settings[$"Logging:LogLevel:{category}"] = traceAll ? "Trace" : level;
            }
        }

        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Collector(categoryName, Lines);

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseEnvironment(_environment);
            builder.ConfigureTestServices(services => services.AddSingleton<ILoggerProvider>(this));
        }
    }

    private sealed class Collector(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            // A structured log holds members, too, however the message is worded.
            var members = state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
                : "";
            lines.Enqueue($"{category} {formatter(state, exception)} {members} {exception}");
        }
    }
}
