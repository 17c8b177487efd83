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
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, Channel<string>> _tokens = new();
    private readonly CancellationTokenSource _end = new();
    private Task _reading = Task.CompletedTask;
    private int _lives;
    private int _operations;

    /// <summary>The number of requests so far.</summary>
    public int Operations => _operations;

    /// <summary>The sign-up of the account that invites the others.</summary>
    public Dictionary<string, object?> Inviter { get; private set; } = [];

    /// <summary>The code of the account that invites the others.</summary>
    public string Code { get; private set; } = "";

    /// <summary>Signs up the account that invites the others.</summary>
    public async Task BeginAsync()
    {
        _reading = Task.Run(ReadMailsAsync);
        Inviter = Requests.NewSignUp();
        Code = (await service.Client.RegisterAsync(Inviter)).Is(201)["invitation_code"];
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
                        await new SoakLife(this, Interlocked.Increment(ref _lives)).LiveAsync();
                    }
                })
        );

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _end.Dispose();
    }

    /// <summary>Sends a request, and fails unless its answer has a status.</summary>
    public async Task<Answer> AskAsync(
        int status,
        HttpMethod method,
        string path,
        object? body,
        params (string Name, string Value)[] headers
    )
    {
        Interlocked.Increment(ref _operations);
        var answer = await service.Client.SendAsync(method, path, body, headers);
        Assert.True(
            (int)answer.Status == status,
            $"{method} {path.Split('?')[0]}: {(int)answer.Status} instead of {status}. {answer.Text}"
        );
        return answer;
    }

    /// <summary>Returns the token of the next mail to the address of a form.</summary>
    public async Task<string> TokenAsync(Dictionary<string, object?> form) =>
        await Of((string)form["email"]!)
            .Reader.ReadAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Forgets the mails to the address of a form.</summary>
    public void Forget(Dictionary<string, object?> form) => _tokens.TryRemove((string)form["email"]!, out _);

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
