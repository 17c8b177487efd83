using System.Collections.Concurrent;
using System.Net;
using OrleansRegistration.Runs;

namespace OrleansRegistration.Tests;

/// <summary>
/// Clients that sign up, look at their account and log in, without end, while something is done to the nodes. A client
/// makes one plain repeat of a request that failed. Stop it to see what failed.
/// </summary>
internal sealed class ClusterLoad : IDisposable
{
    private const int Clients = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _failed = [];
    private readonly ConcurrentQueue<string> _lost = [];
    private readonly HttpClient _client;
    private readonly Task[] _clients;
    private int _signedUp;

    public ClusterLoad(Uri url)
    {
        _client = new(new LostConnectionHandler(new SocketsHttpHandler { UseCookies = false })) { BaseAddress = url };
        _clients = [.. Enumerable.Range(0, Clients).Select(_ => Task.Run(RunAsync))];
    }

    /// <summary>The sign-ups that were answered with 201.</summary>
    public int SignedUp => Volatile.Read(ref _signedUp);

    /// <summary>Requests that failed at first.</summary>
    public IReadOnlyCollection<string> Failed => _failed;

    /// <summary>Requests whose repeat failed, too.</summary>
    public IReadOnlyCollection<string> Lost => _lost;

    /// <summary>Waits for more sign-ups.</summary>
    public async Task AwaitSignUpsAsync(int count)
    {
        var enough = SignedUp + count;
        for (var tries = 0; SignedUp < enough; tries++)
        {
            Assert.True(tries < 1200, $"Only {SignedUp} sign-ups of {enough}. {string.Join('\n', Failed)}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until the last requests are answered.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_clients);
    }

    public void Dispose()
    {
        _end.Dispose();
        _client.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            var form = Requests.NewSignUp();
            var account = await SendAsync(201, "sign-up", () => _client.RegisterAsync(form));
            if (account is null)
            {
                continue;
            }

            Interlocked.Increment(ref _signedUp);
            await SendAsync(
                200,
                "look",
                () => _client.ReadAsync("/api/me/", ("Authorization", $"Bearer {account["token"]}"))
            );
            await SendAsync(200, "log-in", () => _client.LogInAsync(form["username"], form["password1"]));
        }
    }

    private async Task<Answer?> SendAsync(int expected, string name, Func<Task<Answer>> send)
    {
        var (answer, failure) = await TryAsync(expected, send);
        if (answer is null)
        {
            _failed.Enqueue($"{name}: {failure}");
            await Task.Delay(Pause);
            (answer, failure) = await TryAsync(expected, send);
        }

        if (answer is null)
        {
            _lost.Enqueue($"{name}: {failure}");
        }

        return answer;
    }

    private static async Task<(Answer? Answer, string Failure)> TryAsync(int expected, Func<Task<Answer>> send)
    {
        try
        {
            var answer = await send();
            return answer.Status == (HttpStatusCode)expected ? (answer, "") : (null, $"{answer.Status} {answer.Text}");
        }
        catch (HttpRequestException failure)
        {
            return (null, failure.Message);
        }
    }
}
