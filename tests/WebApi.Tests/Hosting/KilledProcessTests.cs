using System.Net;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>The service as a process of its own is killed in the middle of a burst and started again.</summary>
public sealed class KilledProcessTests : IDisposable
{
    private const int SignUps = 200;
    private const int AtOnce = 64;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-killed-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public Task Killed_on_SQLite_it_has_lost_nothing_it_answered_for() => KillAndStartAgainAsync(new());

    [Fact]
    public async Task Killed_on_PostgreSQL_it_has_lost_nothing_it_answered_for()
    {
        await using var server = await PostgresServer.StartAsync();
        await KillAndStartAgainAsync(
            new() { ["ConnectionStrings__Registration"] = await server.CreateDatabaseAsync() }
        );
    }

    [Fact]
    public Task Killed_between_commit_and_mail_on_SQLite_it_sends_the_mail_when_it_is_started_again() =>
        KillBeforeMailAsync([]);

    [Fact]
    public async Task Killed_between_commit_and_mail_on_PostgreSQL_it_sends_the_mail_when_it_is_started_again()
    {
        await using var server = await PostgresServer.StartAsync();
        await KillBeforeMailAsync(new() { ["ConnectionStrings__Registration"] = await server.CreateDatabaseAsync() });
    }

    private async Task KillBeforeMailAsync(Dictionary<string, string> settings)
    {
        await using var stalling = new MailServer(MailServer.Behaviour.Stall);
        var forms = Enumerable.Range(0, 20).Select(_ => Requests.NewSignUp()).ToArray();
        using (
            var first = await RunningService.StartAsync(
                _data,
                new(settings)
                {
                    ["Mail__Mode"] = "Smtp",
                    ["Mail__Host"] = "127.0.0.1",
                    ["Mail__Port"] = $"{stalling.Port}",
                    ["Mail__Security"] = "None",
                }
            )
        )
        {
            var answers = await Task.WhenAll(forms.Select(form => first.Client.RegisterAsync(form)));
            Assert.All(answers, answer => answer.Is(201));
            first.Kill(); // at once: some mails are queued, some are still in the outbox
        }

        Assert.Empty(stalling.Accepted);
        using var second = await RunningService.StartAsync(_data, settings);
        foreach (var form in forms)
        {
            var mail = await Mailbox.ReadAsync(RunningService.MailFolder(_data), form["email"]);
            (await second.Client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mail[0].Token() })).Is(200);
        }

        Assert.Equal(0, await second.StopAsync());
    }

    private async Task KillAndStartAgainAsync(Dictionary<string, string> settings)
    {
        var inviter = Requests.NewSignUp();
        var forms = new List<(string Key, Dictionary<string, object?> Form)>();
        Dictionary<string, string> answered;
        using (var first = await RunningService.StartAsync(_data, settings))
        {
            var code = (await first.Client.RegisterAsync(inviter)).Is(201)["invitation_code"];
            forms.AddRange(
                Enumerable
                    .Range(0, SignUps)
                    .Select(i => ($"key-{i}", Requests.NewSignUp().With("invitation_code", code)))
            );
            answered = await KilledInBurstAsync(first, forms);
        }

        Assert.InRange(answered.Count, SignUps / 4, (SignUps / 4) + AtOnce);
        using var second = await RunningService.StartAsync(_data, settings);
        foreach (var (key, form) in forms)
        {
            var repeated = (await second.Client.RegisterAsync(form, ("Idempotency-Key", key))).Is(201);
            Assert.Equal(answered.GetValueOrDefault(key, repeated["id"]), repeated["id"]);
        }

        await UntilAllAreCountedAsync(second, inviter);
        Assert.Equal(0, await second.StopAsync());
    }

    /// <summary>Sends all sign-ups, and kills the service when a quarter of them is answered.</summary>
    /// <returns>The id of each account that was answered, by key.</returns>
    private static async Task<Dictionary<string, string>> KilledInBurstAsync(
        RunningService service,
        List<(string Key, Dictionary<string, object?> Form)> forms
    )
    {
        var answered = new Dictionary<string, string>();
        var burst = new ParallelOptions
        {
            MaxDegreeOfParallelism = AtOnce,
            CancellationToken = TestContext.Current.CancellationToken,
        };
        await Parallel.ForEachAsync(
            forms,
            burst,
            async (f, _) =>
            {
                try
                {
                    var answer = await service.Client.RegisterAsync(f.Form, ("Idempotency-Key", f.Key));
                    lock (answered)
                    {
                        if (answer.Status == HttpStatusCode.Created)
                        {
                            answered[f.Key] = answer["id"];
                        }

                        if (answered.Count == SignUps / 4)
                        {
                            service.Kill();
                        }
                    }
                }
                catch (HttpRequestException)
                {
                    // Killed before it answered.
                }
            }
        );
        return answered;
    }

    private static async Task UntilAllAreCountedAsync(RunningService service, Dictionary<string, object?> inviter)
    {
        var signedIn = (await service.Client.LogInAsync(inviter["username"], inviter["password1"])).Is(200);
        var me = await service.Client.UntilAsync(signedIn, me => Counted(me) >= SignUps);
        Assert.Equal(SignUps, Counted(me));

        static int Counted(Answer me) => me.Json.GetProperty("invitation_user_count").GetInt32();
    }
}
