using Microsoft.Data.Sqlite;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

/// <summary>
/// Accounts that are older than the rules of docs/adr/0021-names.md keep their names, and nobody else gets these names.
/// </summary>
public sealed class OldNameTests : IDisposable
{
    private const string Odysseus = "\u039F\u03B4\u03C5\u03C3\u03C3\u03B5\u03CD\u03C2";
    private const string OdysseusInUpperCase = "\u039F\u0394\u03A5\u03A3\u03A3\u0395\u038E\u03A3";
    private const string OldKey = "\u03BF\u03B4\u03C5\u03C3\u03C3\u03B5\u03CD\u03C2";
    private const string Password = "correct horse battery";
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-old-names-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    [Trait("Fault", "D4")]
    public async Task Account_under_an_unfolded_key_is_found_under_every_spelling_and_keeps_others_off_its_names()
    {
        var form = Requests.NewSignUp().With("username", Odysseus).With("nickname", Odysseus);
        await MakeOldAsync(form, ("username", Odysseus, OldKey), ("nickname", Odysseus, OldKey));
        using var service = await RunningService.StartAsync(_data, []);
        var client = service.Client;

        var spellings = new[] { Odysseus, OdysseusInUpperCase, OldKey };
        foreach (var spelling in spellings)
        {
            (await client.LogInAsync(spelling, Password)).Is(200);
            (await client.LogInAsync(spelling, "another horse battery")).IsProblem(401, "invalid_credentials");
            var query = $"username={Uri.EscapeDataString(spelling)}&nickname={Uri.EscapeDataString(spelling)}";
            Assert.StartsWith(
                """{"username":false,"nickname":false,""",
                (await client.ReadAsync($"/api/availability/?{query}")).Is(200).Text,
                StringComparison.Ordinal
            );
            (await client.RegisterAsync(Requests.NewSignUp().With("username", spelling))).IsProblem(
                409,
                "username:taken"
            );
            (await client.RegisterAsync(Requests.NewSignUp().With("nickname", spelling))).IsProblem(
                409,
                "nickname:taken"
            );
            (
                await client.RegisterAsync(Requests.NewSignUp().With("username", spelling).With("password2", "x"))
            ).IsProblem(400, "username:taken", "password2:mismatch");
        }

        var other = await ActivateAsync(client, Requests.NewSignUp());
        (await RenameAsync(client, other, OdysseusInUpperCase)).IsProblem(409, "nickname:taken");
        FaultTable.Now(
            "D4",
            $"{Odysseus} from before, then log-in, sign-up and rename as {OdysseusInUpperCase}",
            "200, 409, 409"
        );

        // The account may use its own name in another spelling. Once it leaves its nickname, anybody may have it.
        (
            await client.SendAsync(
                HttpMethod.Post,
                "/api/activate/",
                new { token = (await Mailbox.ReadAsync(RunningService.MailFolder(_data), form["email"]))[0].Token() }
            )
        ).Is(200);
        var mine = (await client.LogInAsync(Odysseus, Password)).Is(200);
        (await RenameAsync(client, mine, OdysseusInUpperCase)).Is(200);
        (await RenameAsync(client, mine, "Penelope's man")).Is(200);
        (await RenameAsync(client, other, Odysseus)).Is(200);
        (await client.LogInAsync(OdysseusInUpperCase, Password)).Is(200);
        Assert.Equal(0, await service.StopAsync());
        var (exitCode, said) = await RunningService.FsckAsync(_data);
        Assert.True(exitCode == 0, said);
    }

    [Theory]
    [Trait("Fault", "D3")]
    [InlineData("alice..bob")]
    [InlineData("......")]
    [InlineData(".alice")]
    public async Task Account_with_a_username_that_is_no_longer_allowed_logs_in_and_renames_itself(string username)
    {
        var form = Requests.NewSignUp();
        await MakeOldAsync(form, ("username", username, username));
        using var service = await RunningService.StartAsync(_data, []);
        var client = service.Client;
        (
            await client.SendAsync(
                HttpMethod.Post,
                "/api/activate/",
                new { token = (await Mailbox.ReadAsync(RunningService.MailFolder(_data), form["email"]))[0].Token() }
            )
        ).Is(200);
        var mine = (await client.LogInAsync($" {username} ", Password)).Is(200);
        (await RenameAsync(client, mine, "Alice in Wonderland")).Is(200);
        (await client.RegisterAsync(Requests.NewSignUp().With("username", username))).IsProblem(
            400,
            "username:invalid"
        );
        FaultTable.Now("D3", $"log-in of an account that has been {username} since before", "200");
    }

    /// <summary>Signs up, stops the service, and writes names into its store as an older version would have.</summary>
    private async Task MakeOldAsync(
        Dictionary<string, object?> form,
        params (string Kind, string Value, string Key)[] names
    )
    {
        using (var service = await RunningService.StartAsync(_data, []))
        {
            (
                await service.Client.RegisterAsync(form.With("username", "placeholder").With("nickname", "placeholder"))
            ).Is(201);
            await Mailbox.ReadAsync(RunningService.MailFolder(_data), form["email"]);
            Assert.Equal(0, await service.StopAsync());
        }

        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(RunningService.DataDirectory(_data), "registration.db")};Pooling=false"
        );
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var (kind, value, key) in names)
        {
            await using var change = connection.CreateCommand();
            change.CommandText = """
                update grain_state set grain_key = $kind || '/' || $key
                where grain_type = $kind and grain_key = $kind || '/placeholder';
                update grain_state set payload = json_set(payload, '$.' || $kind, $value, '$.' || $kind || '_key', $key)
                where grain_type = 'user' and payload like '%placeholder%'
                """;
            change.Parameters.AddWithValue("$kind", kind);
            change.Parameters.AddWithValue("$key", key);
            change.Parameters.AddWithValue("$value", value);
            Assert.Equal(2, await change.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }
    }

    private async Task<Answer> ActivateAsync(HttpClient client, Dictionary<string, object?> form)
    {
        (await client.RegisterAsync(form)).Is(201);
        var mail = (await Mailbox.ReadAsync(RunningService.MailFolder(_data), form["email"]))[0];
        return (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mail.Token() })).Is(200);
    }

    private static Task<Answer> RenameAsync(HttpClient client, Answer signedIn, string nickname) =>
        client.SendAsync(
            HttpMethod.Patch,
            "/api/me/",
            new { nickname },
            ("Authorization", $"Bearer {signedIn["token"]}")
        );
}
