using Microsoft.Data.Sqlite;

namespace OrleansRegistration.Tests;

/// <summary>The service is killed in the middle of a batch of codes and started again.</summary>
public sealed class KilledJobTests : IDisposable
{
    private const int Codes = 10_000;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-killed-job-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Killed_in_a_batch_it_makes_the_rest_when_it_is_started_again()
    {
        var form = Requests.NewSignUp();
        using (var first = await RunningService.StartAsync(_data, []))
        {
            (await first.Client.RegisterAsync(form)).Is(201);
            Assert.Equal(0, await first.StopAsync());
        }

        await MakeAdminAsync();
        var key = ("Idempotency-Key", "batch-1");
        var body = new { count = Codes, limit = 1 };
        long done;
        using (var second = await RunningService.StartAsync(_data, []))
        {
            var admin = await BearerAsync(second, form);
            var job = (await SendAsync(second, "/api/admin/codes/batches/", body, admin, key)).Is(202);
            do
            {
                done = Done((await second.Client.ReadAsync($"/api/admin/jobs/{job["id"]}/", admin)).Is(200));
            } while (done == 0);
            second.Kill();
        }

        Assert.InRange(done, 1, Codes - 1);
        using var third = await RunningService.StartAsync(_data, []);
        var again = await BearerAsync(third, form);
        var repeated = (await SendAsync(third, "/api/admin/codes/batches/", body, again, key)).Is(202);
        await UntilDoneAsync(third, repeated["id"], again);
        var csv = (await third.Client.ReadAsync($"/api/admin/codes/batches/{repeated["id"]}/codes.csv", again)).Is(200);
        Assert.Equal(Codes + 1, csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
        Assert.Equal(0, await third.StopAsync());
        var (code, said) = await RunningService.FsckAsync(_data);
        Assert.True(code == 0, said);
        Assert.Contains($"{Codes + 1} codes", said, StringComparison.Ordinal);
    }

    private static long Done(Answer job) => job.Json.GetProperty("done").GetInt64();

    private static async Task<(string Name, string Value)> BearerAsync(
        RunningService service,
        Dictionary<string, object?> form
    ) =>
        (
            "Authorization",
            $"Bearer {(await service.Client.LogInAsync(form["username"], form["password1"])).Is(200)["token"]}"
        );

    private static Task<Answer> SendAsync(
        RunningService service,
        string path,
        object body,
        params (string Name, string Value)[] headers
    ) => service.Client.SendAsync(HttpMethod.Post, path, body, headers);

    private static async Task UntilDoneAsync(RunningService service, string job, (string Name, string Value) admin)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = (await service.Client.ReadAsync($"/api/admin/jobs/{job}/", admin)).Is(200);
            if (answer["state"] == "done")
            {
                Assert.Equal(Codes, Done(answer));
                return;
            }

            Assert.True(tries < 1200, answer.Text);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private async Task MakeAdminAsync()
    {
        var file = Directory.GetFiles(RunningService.DataDirectory(_data), "*.db").Single();
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "update grain_state set payload = json_set(payload, '$.role', 'Admin'), version = version + 1 "
            + "where grain_type = 'user'";
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}
