using System.Globalization;
using System.Text.Json;
using OrleansRegistration.Tests;

namespace OrleansRegistration.Importing;

/// <summary>The owners of imported accounts log in with the passwords that they have.</summary>
public sealed class ImportedAccountTests(DjangoSite site) : IClassFixture<DjangoSite>, IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("imported-");
    private RunningService _service = null!;

    private HttpClient Client => _service.Client;

    public async ValueTask InitializeAsync()
    {
        string[] import =
        [
            "import-django",
            "--from-sqlite",
            site.File,
            "--report",
            Path.Combine(_data.FullName, "report"),
        ];
        var (code, report) = await RunningProcess.RunAsync(
            RunningProcess.Start("Silo.dll", _data, [.. import, "--dry-run"])
        );
        Assert.True(code == 0, report);
        Assert.False(Directory.Exists(RunningService.DataDirectory(_data)));
        var number = report.Split("--accept-report ")[1][..16];
        (code, report) = await RunningProcess.RunAsync(
            RunningProcess.Start("Silo.dll", _data, [.. import, "--accept-report", number])
        );
        Assert.True(code == 0, report);
        _service = await RunningService.StartAsync(_data, []);

        // The owner's lock is taken, so a second import beside the service is refused.
        (code, report) = await RunningProcess.RunAsync(
            RunningProcess.Start("Silo.dll", _data, [.. import, "--accept-report", number])
        );
        Assert.Equal(2, code);
        Assert.Contains("in use", report, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync();
        _service.Dispose();
        var (code, said) = await RunningService.FsckAsync(_data);
        _data.Delete(recursive: true);
        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task Every_old_password_works_and_its_hash_is_replaced()
    {
        foreach (
            var name in (string[])
                ["pbkdf2_user", "pbkdf2_sha1_user", "argon2_user", "bcrypt_sha256_user", "bcrypt_user", "scrypt_user"]
        )
        {
            (await Client.LogInAsync(name, DjangoSite.Password + "x")).IsProblem(401, "invalid_credentials");
            (await Client.LogInAsync(name, DjangoSite.Password)).Is(200);
            (await Client.LogInAsync(name, DjangoSite.Password)).Is(200);
            Assert.StartsWith("$argon2id$", await HashAsync(name), StringComparison.Ordinal);
        }

        (await Client.LogInAsync("unicode_pass_user", DjangoSite.UnicodePassword)).Is(200);
        (await Client.LogInAsync("unicode_pass_user", DjangoSite.UnicodePassword)).Is(200);
        foreach (var name in (string[])["md5_user_name", "unusable_user"])
        {
            (await Client.LogInAsync(name, DjangoSite.Password)).IsProblem(401, "invalid_credentials");
            (await Client.LogInAsync(name, "!")).IsProblem(401, "invalid_credentials");
        }

        (await Client.LogInAsync("switched_off", DjangoSite.Password)).IsProblem(403, "account_disabled");
    }

    [Fact]
    public async Task Account_shows_what_it_came_with()
    {
        var me = await Client.MeAsync((await Client.LogInAsync("pbkdf2_user", DjangoSite.Password)).Is(200));
        Assert.Equal("500.10", me["user_consumption"]);
        Assert.Equal(2, me.Json.GetProperty("user_level").GetInt32());
        Assert.Equal(3, me.Json.GetProperty("invitation_user_count").GetInt32());
        Assert.Empty(me.Json.GetProperty("names_to_change").EnumerateArray());
        var form = Requests.NewSignUp().With("invitation_code", "code-000002");
        (await Client.RegisterAsync(form)).Is(201);
        me = await Client.UntilAsync(
            (await Client.LogInAsync("pbkdf2_user", DjangoSite.Password)).Is(200),
            me => me.Json.GetProperty("invitation_user_count").GetInt32() == 4
        );
        (await Client.RegisterAsync(Requests.NewSignUp().With("invitation_code", "1234567890"))).IsProblem(
            400,
            "invitation_code:invalid"
        );
    }

    [Fact]
    public async Task Names_that_collide_or_are_refused_are_changed_by_their_owners()
    {
        // By the old names, where they are unambiguous; by the address otherwise.
        foreach (var name in (string[])["admin", "ADMIN", "cash$money$user", "with space", "bob@example.net"])
        {
            var me = await Client.MeAsync((await Client.LogInAsync(name, DjangoSite.Password)).Is(200));
            Assert.Contains("username", ToChange(me));
        }

        var older = await Client.MeAsync((await Client.LogInAsync("CASE_collision", DjangoSite.Password)).Is(200));
        Assert.Equal("case_collision", older["username"]);
        var signedIn = (await Client.LogInAsync("user13@example.org", DjangoSite.Password)).Is(200);
        var collided = await Client.MeAsync(signedIn);
        Assert.Equal(["username", "nickname"], ToChange(collided));
        Assert.StartsWith("user-", collided["username"], StringComparison.Ordinal);

        (await ChangeAsync(signedIn, new { username = "case_collision" })).IsProblem(409, "username:taken");
        (await ChangeAsync(signedIn, new { username = "no" })).IsProblem(400, "username:length");
        (await ChangeAsync(signedIn, new { })).IsProblem(400, "nickname:required");
        var changed = (await ChangeAsync(signedIn, new { username = "Chosen_name", nickname = "chosen nick" })).Is(200);
        Assert.Equal(("Chosen_name", "chosen nick"), (changed["username"], changed["nickname"]));
        (await ChangeAsync(signedIn, new { username = "Chosen_name" })).Is(200); // a repeat
        (await ChangeAsync(signedIn, new { username = "another_name" })).IsProblem(409, "username_final");
        Assert.Empty(
            ToChange(await Client.MeAsync((await Client.LogInAsync("chosen_name", DjangoSite.Password)).Is(200)))
        );
        (await Client.LogInAsync(collided["username"], DjangoSite.Password)).IsProblem(401, "invalid_credentials");
    }

    [Fact]
    public async Task Account_without_an_address_gives_one_and_activates_itself()
    {
        var signedIn = (await Client.LogInAsync("no_address_user", DjangoSite.Password)).Is(200);
        var me = await Client.MeAsync(signedIn);
        Assert.Equal(["email"], ToChange(me));
        Assert.False(me.Json.GetProperty("is_active").GetBoolean());
        var address = $"{Guid.NewGuid():N}@example.org";
        (
            await Client.SendAsync(
                HttpMethod.Post,
                "/api/me/email/",
                new { email = address, password = DjangoSite.Password },
                ("Authorization", $"Bearer {signedIn["token"]}")
            )
        ).Is(200);
        Assert.Empty(ToChange(await Client.MeAsync(signedIn)));
        var mail = (await Mailbox.ReadAsync(RunningService.MailFolder(_data), address)).Single();
        (await Client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mail.Token() })).Is(200);
    }

    [Fact]
    public async Task Account_that_was_not_activated_asks_for_a_mail()
    {
        (await Client.LogInAsync("inactive_user", DjangoSite.Password)).Is(200);
        const string address = "user19@example.org";
        Assert.Empty(Mailbox.To(RunningService.MailFolder(_data), address));
        var path = "/api/activate/resend/";
        (await Client.SendAsync(HttpMethod.Post, path, new { email = address })).Is(202);
        var mail = (await Mailbox.ReadAsync(RunningService.MailFolder(_data), address)).Single();
        (await Client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mail.Token() })).Is(200);
    }

    private static List<string> ToChange(Answer me) =>
        [.. me.Json.GetProperty("names_to_change").EnumerateArray().Select(name => name.GetString()!)];

    private Task<Answer> ChangeAsync(Answer signedIn, object names) =>
        Client.SendAsync(HttpMethod.Patch, "/api/me/", names, ("Authorization", $"Bearer {signedIn["token"]}"));

    private async Task<string> HashAsync(string username)
    {
        var file = Path.Combine(RunningService.DataDirectory(_data), "registration.db");
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={file};Mode=ReadOnly;Pooling=False"
        );
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "select payload ->> '$.password_hash' from grain_state where payload ->> '$.username' = @name";
        command.Parameters.AddWithValue("@name", username);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
