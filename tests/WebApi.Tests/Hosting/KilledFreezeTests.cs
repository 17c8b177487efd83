using Microsoft.Data.Sqlite;

namespace OrleansRegistration.Tests;

/// <summary>The service is killed while it freezes a subtree, and started again.</summary>
public sealed class KilledFreezeTests : IDisposable
{
    private const string Password = "Correct-horse7";
    private const string Root = "seed0000001"; // half of all accounts are below it
    private const string Admin = "seed0000011"; // nobody has invited it
    private const string InSubtree = """
        with recursive below (user_id) as (
            select user_id from person where username = 'seed0000001'
            union all
            select p.user_id from below join person p on p.inviter = below.user_id)
        """;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-killed-freeze-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Killed_in_a_freeze_it_freezes_the_rest_when_it_is_started_again()
    {
        var (code, said) = await RunningProcess.RunAsync(
            RunningProcess.Start("Silo.dll", _data, "seed", "--accounts", "4000", "--password", Password)
        );
        Assert.True(code == 0, said);
        await RunAsync(
            "update grain_state set payload = json_set(payload, '$.role', 'Admin'), version = version + 1 "
                + $"where grain_type = 'user' and payload ->> '$.username' = '{Admin}' returning 1"
        );
        string job;
        long done;
        using (var first = await RunningService.StartAsync(_data, []))
        {
            var admin = await BearerAsync(first);
            job = (await FreezeAsync(first, admin)).Is(202)["id"];
            do
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
                done = Done(await JobAsync(first, job, admin));
            } while (done <= 1);
            first.Kill();
        }

        using var second = await RunningService.StartAsync(_data, []);
        var again = await BearerAsync(second);
        Assert.Equal(job, (await FreezeAsync(second, again)).Is(202)["id"]);
        var answer = await JobAsync(second, job, again);
        for (var tries = 0; answer["state"] == "running"; tries++)
        {
            Assert.True(tries < 1200, answer.Text);
            await Task.Delay(100, TestContext.Current.CancellationToken);
            answer = await JobAsync(second, job, again);
        }

        Assert.Equal("done", answer["state"]);
        Assert.True(done < Done(answer), "The first process has frozen everything.");
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal(Done(answer), await RunAsync($"{InSubtree} select count(*) from below"));
        Assert.Equal(
            Done(answer),
            await RunAsync($"{InSubtree} select count(*) from below join person using (user_id) where frozen")
        );
        Assert.Equal(
            Done(answer),
            await RunAsync($"select count(*) from audit_entry where id = '{job}' and subject like 'user/%'")
        );
        (code, said) = await RunningService.FsckAsync(_data);
        Assert.True(code == 0, said);
    }

    private static long Done(Answer job) => job.Json.GetProperty("done").GetInt64();

    private static async Task<(string Name, string Value)> BearerAsync(RunningService service) =>
        ("Authorization", $"Bearer {(await service.Client.LogInAsync(Admin, Password)).Is(200)["token"]}");

    private static async Task<Answer> JobAsync(RunningService service, string job, (string, string) admin) =>
        (await service.Client.ReadAsync($"/api/admin/jobs/{job}/", admin)).Is(200);

    private async Task<Answer> FreezeAsync(RunningService service, (string, string) admin)
    {
        var key = await RunAsync<string>(
            $"select grain_key from grain_state where grain_type = 'user' and payload ->> '$.username' = '{Root}'"
        );
        return await service.Client.SendAsync(
            HttpMethod.Post,
            $"/api/admin/people/{key.Split('/')[1]}/subtree/freeze/",
            new { reason = "a test" },
            admin,
            ("Idempotency-Key", "freeze-1")
        );
    }

    private Task<long> RunAsync(string sql) => RunAsync<long>(sql);

    private async Task<T> RunAsync<T>(string sql)
    {
        var file = Directory.GetFiles(RunningService.DataDirectory(_data), "*.db").Single();
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class, and ids.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
