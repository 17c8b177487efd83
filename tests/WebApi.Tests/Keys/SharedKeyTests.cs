using System.Diagnostics;
using Npgsql;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>Keys and sessions of several processes.</summary>
public sealed class SharedKeyTests
{
    private const string Secret = "a master secret that two nodes share, 01234";

    [Fact]
    public async Task Two_nodes_on_one_PostgreSQL_accept_each_others_tokens_and_one_with_another_secret_does_not_start()
    {
        await using var server = await PostgresServer.StartAsync(fsync: false);
        var database = await server.CreateDatabaseAsync();
        await using var one = Node(database, Secret);
        await using var two = Node(database, Secret);

        // Both start at once on an empty database.
        var clients = await Task.WhenAll(Task.Run(() => one.CreateClient()), Task.Run(() => two.CreateClient()));
        Assert.Equal(
            (await clients[0].ReadAsync("/.well-known/jwks.json")).Text,
            (await clients[1].ReadAsync("/.well-known/jwks.json")).Text
        );
        var form = Requests.NewSignUp().With("use_cookies", false);
        var first = (await clients[0].RegisterAsync(form, ("Idempotency-Key", "both"))).Is(201);
        Assert.Equal(0L, await SessionRowsAsync(database)); // A sign-up writes no session.
        (await clients[1].ReadAsync("/api/me/", ("Authorization", $"Bearer {first["token"]}"))).Is(200);
        var next = (
            await clients[1].SendAsync(HttpMethod.Post, "/jwt/refresh/", new { refresh_token = first["refresh_token"] })
        ).Is(200);
        (await clients[0].ReadAsync("/api/me/", ("Authorization", $"Bearer {next["token"]}"))).Is(200);
        Assert.Equal(1L, await SessionRowsAsync(database));
        Assert.Equal(first["id"], (await clients[1].RegisterAsync(form, ("Idempotency-Key", "both"))).Is(201)["id"]);

        await using var stranger = Node(database, Secret + "5");
        var failure = Assert.ThrowsAny<Exception>(() => stranger.CreateClient());
        Assert.Contains("Keys:MasterSecret", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", await RingAsync(database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_keeps_sessions_and_keys_and_takes_over_the_keys_of_older_versions()
    {
        var data = Directory.CreateTempSubdirectory("webapi-restart-");
        try
        {
            Directory.CreateDirectory(Path.Combine(data.FullName, "keys"));
            await File.WriteAllTextAsync(
                Path.Combine(data.FullName, "keys", "access-tokens.pem"),
                OrleansRegistration.Keys.SigningKey.CreatePem(),
                TestContext.Current.CancellationToken
            );
            var old = OrleansRegistration
                .Keys.SigningKey.FromPem(
                    await File.ReadAllTextAsync(
                        Path.Combine(data.FullName, "keys", "access-tokens.pem"),
                        TestContext.Current.CancellationToken
                    )
                )
                .Public.Kid;
            Answer account;
            await using (var service = new Service { Settings = { ["DataDirectory"] = data.FullName } })
            {
                using var client = service.CreateClient();
                account = (await client.RegisterAsync(Requests.NewSignUp().With("use_cookies", false))).Is(201);
                Assert.Contains(old, (await client.ReadAsync("/.well-known/jwks.json")).Text, StringComparison.Ordinal);
            }

            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    File.GetUnixFileMode(Path.Combine(data.FullName, "keys", "master.key"))
                );
            }

            await using var again = new Service { Settings = { ["DataDirectory"] = data.FullName } };
            using var later = again.CreateClient();
            (await later.ReadAsync("/api/me/", ("Authorization", $"Bearer {account["token"]}"))).Is(200);
            (
                await later.SendAsync(
                    HttpMethod.Post,
                    "/jwt/refresh/",
                    new { refresh_token = account["refresh_token"] }
                )
            ).Is(200);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Another_services_library_verifies_a_token_from_the_public_keys()
    {
        await using var service = new Service();
        service.UseKestrel(0);
        service.StartServer();
        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var (code, output) = await VerifyAsync(client.BaseAddress!, account["token"]);
        Assert.True(code == 0, output);
        Assert.Contains(account["id"], output, StringComparison.Ordinal);
        Assert.NotEqual(0, (await VerifyAsync(client.BaseAddress!, account["token"][..^4] + "AAAA")).Code);
    }

    private static async Task<(int Code, string Output)> VerifyAsync(Uri address, string token)
    {
        var script = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../Jose/verify.mjs"));
        Assert.True(
            Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "node_modules")),
            "Run npm ci in tests/Jose first, as test.sh does."
        );
        var start = new ProcessStartInfo(
            "node",
            [script, "http://127.0.0.1:8000", "registration", new Uri(address, "/.well-known/jwks.json").ToString()]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(token);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        output += await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    private static Service Node(string database, string secret) =>
        new()
        {
            SharesStore = true,
            Settings = { ["ConnectionStrings:Registration"] = database, ["Keys:MasterSecret"] = secret },
        };

    private static async Task<object?> SessionRowsAsync(string database) =>
        await ScalarAsync(database, "select count(*) from grain_state where grain_type = 'session'");

    private static async Task<string> RingAsync(string database) =>
        (string)(await ScalarAsync(database, "select payload::text from grain_state where grain_type = 'keyring'"))!;

    private static async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // constants of this class
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
