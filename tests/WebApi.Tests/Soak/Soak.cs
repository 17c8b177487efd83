using System.Collections.Concurrent;
using System.Threading.Channels;
using MimeKit;

namespace OrleansRegistration.Tests;

/// <summary>
/// Runs lives of accounts over HTTP, several at once, each from an address of its own. An account is looked for,
/// refused, signed up, activated by mail, signed in and out, renamed, given a new code and a new password, and ended.
/// Every answer must be the expected one.
/// </summary>
internal sealed class Soak(RunningService service, string mails) : IAsyncDisposable
{
    private const int AtOnce = 16;
    private const string Me = "/api/me/";
    private const string Another = "another horse battery";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, Channel<string>> _tokens = new();
    private readonly CancellationTokenSource _end = new();
    private Task _reading = Task.CompletedTask;
    private Dictionary<string, object?> _inviter = [];
    private string _code = "";
    private int _lives;
    private int _operations;

    /// <summary>The number of requests so far.</summary>
    public int Operations => _operations;

    /// <summary>Signs up the account that invites the others.</summary>
    public async Task BeginAsync()
    {
        _reading = Task.Run(ReadMailsAsync);
        _inviter = Requests.NewSignUp();
        _code = (await service.Client.RegisterAsync(_inviter)).Is(201)["invitation_code"];
    }

    /// <summary>Goes on until there were enough requests and each life that began has ended.</summary>
    public Task UntilAsync(int requests) =>
        Task.WhenAll(
            Enumerable
                .Range(0, AtOnce)
                .Select(async _ =>
                {
                    while (_operations < requests)
                    {
                        await LiveAsync(Interlocked.Increment(ref _lives));
                    }
                })
        );

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _end.Dispose();
    }

    private async Task LiveAsync(int number)
    {
        var from = ("X-Forwarded-For", $"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}");
        var form = Requests
            .NewSignUp()
            .With("use_cookies", false)
            .With("invitation_code", number % 4 == 0 ? "" : _code);
        var password = (string)form["password1"]!;
        await AskAsync(
            200,
            HttpMethod.Get,
            $"/api/availability/?username={form["username"]}&nickname={form["nickname"]}"
        );
        await AskAsync(200, HttpMethod.Get, $"/api/invitations/{_code}/");
        await (
            (number % 5) switch
            {
                0 => RegisterAsync(409, form.With("username", _inviter["username"])),
                1 => RegisterAsync(409, form.With("nickname", _inviter["nickname"]).With("email", _inviter["email"])),
                2 => RegisterAsync(400, form.With("password1", "password123").With("password2", "password123")),
                3 => RegisterAsync(400, form.With("invitation_code", "NOSUCHCODE")),
                _ => RegisterAsync(400, form.With("username", "x").With("email", "x")),
            }
        );
        var account = await RegisterAsync(201, form);
        await AskAsync(200, HttpMethod.Get, Me, null, account["token"]);
        if (number % 4 == 1)
        {
            await AskAsync(202, HttpMethod.Post, "/api/activate/resend/", null, account["token"]);
        }

        await LogInAsync(401, password + "!");
        account = await LogInAsync(200, password);
        account = await AskAsync(
            200,
            HttpMethod.Post,
            "/api/activate/",
            new { token = await TokenAsync(form), use_cookies = false }
        );
        account = await AskAsync(
            200,
            HttpMethod.Post,
            "/jwt/refresh/",
            new { refresh_token = account["refresh_token"] }
        );
        if (number % 3 == 0)
        {
            await AskAsync(
                200,
                HttpMethod.Patch,
                Me,
                new { nickname = $"new {Guid.NewGuid().ToString("N")[..12]}" },
                account["token"]
            );
            await AskAsync(201, HttpMethod.Post, "/api/me/invitation-code/", null, account["token"]);
        }

        if (number % 2 == 0)
        {
            await AskAsync(202, HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] });
            var reset = await TokenAsync(form);
            password = Another;
            await AskAsync(
                204,
                HttpMethod.Post,
                "/api/password/reset/",
                new
                {
                    token = reset,
                    password1 = password,
                    password2 = password,
                }
            );
            account = await LogInAsync(200, password);
        }

        await (
            (number % 3) switch
            {
                0 => AskAsync(204, HttpMethod.Post, "/jwt/logout/", new { refresh_token = account["refresh_token"] }),
                1 => AskAsync(204, HttpMethod.Delete, Me, new { password }, account["token"]),
                _ => AskAsync(200, HttpMethod.Get, "/api/me/invitees/", null, account["token"]),
            }
        );
        _tokens.TryRemove((string)form["email"]!, out _);

        Task<Answer> RegisterAsync(int status, object body) =>
            AskAsync(status, HttpMethod.Post, "/api/register/", body);

        Task<Answer> LogInAsync(int status, string tried) =>
            AskAsync(
                status,
                HttpMethod.Post,
                "/jwt/login/",
                new
                {
                    username = form["username"],
                    password = tried,
                    use_cookies = false,
                }
            );

        async Task<Answer> AskAsync(
            int status,
            HttpMethod method,
            string path,
            object? body = null,
            string? token = null
        )
        {
            Interlocked.Increment(ref _operations);
            var answer = await service.Client.SendAsync(
                method,
                path,
                body,
                token is null ? [from] : [from, ("Authorization", $"Bearer {token}")]
            );
            Assert.True(
                (int)answer.Status == status,
                $"{method} {path.Split('?')[0]}: {(int)answer.Status} instead of {status}. {answer.Text}"
            );
            return answer;
        }
    }

    /// <summary>Returns the token of the next mail to the address of a form.</summary>
    private async Task<string> TokenAsync(Dictionary<string, object?> form) =>
        await Of((string)form["email"]!)
            .Reader.ReadAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(Patience, TestContext.Current.CancellationToken);

    private Channel<string> Of(string address) => _tokens.GetOrAdd(address, _ => Channel.CreateUnbounded<string>());

    /// <summary>Takes each mail out of the folder, so that no mail is listed again and again.</summary>
    private async Task ReadMailsAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            foreach (var file in Directory.Exists(mails) ? Directory.EnumerateFiles(mails, "*.eml") : [])
            {
                using var message = await MimeMessage.LoadAsync(file);
                Of(message.To.Mailboxes.Single().Address).Writer.TryWrite(message.Token());
                File.Delete(file);
            }

            await Task.Delay(20);
        }
    }
}
