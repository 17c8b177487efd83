using System.Net;
using System.Net.Sockets;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

/// <summary>What an operator sees when a program cannot start: one line on standard error, and exit code 2.</summary>
public sealed class StartUpProcessTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-start-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    [Trait("Fault", "F1")]
    public async Task A_second_process_on_one_data_directory_stops_and_names_the_first_while_fsck_may_look()
    {
        using (var first = await RunningService.StartAsync(_data, []))
        {
            var who = $"process {first.ProcessId} on {Environment.MachineName} since ";
            var second = await RefusedAsync("WebApi.dll", $"--urls=http://127.0.0.1:{Service.FreePort()}");
            Assert.Contains(who, second, StringComparison.Ordinal);
            Assert.StartsWith("DataDirectory: ", second, StringComparison.Ordinal);
            Assert.Contains(who, await RefusedAsync("Silo.dll"), StringComparison.Ordinal);
            Assert.Contains(who, await RefusedAsync("Silo.dll", "seed", "--accounts", "1"), StringComparison.Ordinal);
            Assert.Equal(0, (await RunningService.FsckAsync(_data)).ExitCode);
            FaultTable.Now("F1", "a second WebApi, a Silo and a seed on one data directory", $"exit code 2: {second}");
            first.Kill();
        }

        using var next = await RunningService.StartAsync(_data, []);
        Assert.Equal(0, await next.StopAsync());
    }

    [Fact]
    public async Task Running_service_watches_no_folder()
    {
        using var service = await RunningService.StartAsync(_data, []);
        Assert.DoesNotContain(
            "anon_inode:inotify",
            Directory
                .EnumerateFileSystemEntries($"/proc/{service.ProcessId}/fd")
                .Select(file => new FileInfo(file).LinkTarget)
        );
    }

    [Theory]
    [InlineData("Silo.dll", "fsk", "'fsk' on the command line is not a command or a setting. Did you mean fsck?")]
    [InlineData(
        "Silo.dll",
        "start",
        "'start' on the command line is not a command or a setting. The commands are admin, fsck, "
    )]
    [InlineData("WebApi.dll", "fsck", "'fsck' on the command line is not a setting. Write settings as --Key=Value.")]
    [InlineData("WebApi.dll", "--Captcha:Provider", "'--Captcha:Provider' on the command line is not a setting.")]
    [InlineData("WebApi.dll", "--Capcha:Provider=None", "Capcha is not a setting. Did you mean Captcha?")]
    [InlineData("WebApi.dll", "--verbose=true", "verbose is not a setting.")]
    [Trait("Fault", "F1")]
    public async Task An_unknown_word_on_the_command_line_stops_start_up(string program, string word, string expected)
    {
        var said = await RefusedAsync(program, word);
        Assert.StartsWith(expected, said, StringComparison.Ordinal);
        FaultTable.Now("F1", $"dotnet {program} {word}", $"exit code 2: {said}");
    }

    [Fact]
    [Trait("Fault", "F2")]
    public async Task Two_products_with_other_addresses_and_data_run_beside_each_other_and_open_no_Orleans_port()
    {
        var other = Directory.CreateTempSubdirectory("webapi-start-");
        try
        {
            var ports = new Dictionary<string, string>
            {
                ["Cluster__SiloPort"] = Service.FreePort(),
                ["Cluster__GatewayPort"] = Service.FreePort(),
            };
            using var one = await RunningService.StartAsync(_data, ports);
            using var two = await RunningService.StartAsync(other, ports);
            foreach (var port in ports.Values)
            {
                using var client = new TcpClient();
                var refused = await Assert.ThrowsAsync<SocketException>(() =>
                    client.ConnectAsync(IPAddress.Loopback, int.Parse(port, null))
                );
                Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
            }

            var form = Requests.NewSignUp();
            (await one.Client.RegisterAsync(form)).Is(201);
            (await two.Client.RegisterAsync(form)).Is(201);
            FaultTable.Now(
                "F2",
                "two products with the same Orleans ports",
                "both run, each on its own store; neither port is open"
            );
        }
        finally
        {
            other.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("SiloPort")]
    [InlineData("GatewayPort")]
    [Trait("Fault", "F2")]
    public async Task A_silo_port_that_is_taken_is_named(string setting)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        // Orleans' own sockets share their ports in the same way.
        taken.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        var other = setting == "SiloPort" ? "GatewayPort" : "SiloPort";
        var said = await RefusedAsync(
            "Silo.dll",
            $"--Cluster:{setting}={port}",
            $"--Cluster:{other}={Service.FreePort()}"
        );
        Assert.StartsWith($"Cluster:{setting}: cannot listen on 127.0.0.1:{port}.", said, StringComparison.Ordinal);
        FaultTable.Now("F2", $"Cluster:{setting} is taken", $"exit code 2: {said}");
    }

    [Theory]
    [InlineData("WebApi.dll", "Levels:Thresholds:1", "abc", "Levels:Thresholds:1 is 'abc'; it must be a number")]
    [InlineData("Silo.dll", "Levels:Thresholds:1", "abc", "Levels:Thresholds:1 is 'abc'; it must be a number")]
    [InlineData("WebApi.dll", "Tokens:AccessMinutes", "0", "Tokens:AccessMinutes must be from 1 to 1440. It is '0'.")]
    [InlineData("Silo.dll", "Mail:Port", "0", "Mail:Port must be from 1 to 65535. It is '0'.")]
    [InlineData("Silo.dll", "PublicUrl", "https://user:pw@example.org", "PublicUrl must be ")]
    [InlineData(
        "WebApi.dll",
        "urls",
        "nowhere",
        "urls is 'nowhere'; it must be an address such as http://127.0.0.1:8000"
    )]
    [InlineData(
        "WebApi.dll",
        "urls",
        "http://nosuchhost.example:8401",
        "urls is 'http://nosuchhost.example:8401'; it must be an address"
    )]
    [InlineData(
        "WebApi.dll",
        "urls",
        "http://127.0.0.1:99999",
        "urls is 'http://127.0.0.1:99999'; it must be an address"
    )]
    [InlineData("WebApi.dll", "DataDirectory", "/dev/null/data", "DataDirectory: ")]
    [InlineData("Silo.dll", "DataDirectory", "/dev/null/data", "DataDirectory: ")]
    [InlineData(
        "WebApi.dll",
        "ConnectionStrings:Registration",
        "Host=127.0.0.1;Port=1;Username=u;Password=hush",
        "ConnectionStrings:Registration: the PostgreSQL database "
    )]
    [InlineData(
        "Silo.dll",
        "ConnectionStrings:Registration",
        "Host=127.0.0.1;Port=1;Username=u;Password=hush",
        "ConnectionStrings:Registration: the PostgreSQL database "
    )]
    [InlineData("WebApi.dll", "Cluster:Mode", "Clustered", "Cluster:Mode is Clustered, which needs PostgreSQL: ")]
    [InlineData("WebApi.dll", "Cluster:AdvertisedIP", "here", "Cluster:AdvertisedIP must be an IP address of this ")]
    [InlineData("Silo.dll", "Cluster:AdvertisedIP", "0.0.0.0", "Cluster:AdvertisedIP must be an IP address of this ")]
    [InlineData("Silo.dll", "Cluster:AdvertisedIP", "10.0.0.5", "Cluster:Certificate must name the certificate of ")]
    [InlineData("Silo.dll", "Cluster:DrainSeconds", "-1", "Cluster:DrainSeconds must be from 0 to 600. It is '-1'.")]
    [InlineData(
        "Silo.dll",
        "Cluster:Certificate",
        "/nowhere.pem",
        "Cluster:Certificate: '/nowhere.pem' cannot be used."
    )]
    [Trait("Fault", "F4")]
    public async Task A_wrong_setting_is_one_line_with_the_key_the_value_and_what_is_allowed(
        string program,
        string key,
        string value,
        string expected
    )
    {
        var said = await RefusedAsync(program, $"--{key}={value}");
        Assert.StartsWith(expected, said, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", said, StringComparison.Ordinal);
        FaultTable.Now("F4", $"{program} {key}", $"exit code 2: {said}");
    }

    [Fact]
    [Trait("Fault", "F4")]
    public async Task A_port_in_use_and_a_wrong_master_key_and_an_unknown_schema_are_one_line_each()
    {
        using (var first = await RunningService.StartAsync(_data, []))
        {
            var other = Directory.CreateTempSubdirectory("webapi-start-");
            try
            {
                var said = await RefusedAsync(
                    "WebApi.dll",
                    $"--urls={first.Client.BaseAddress}".TrimEnd('/'),
                    $"--DataDirectory={other.FullName}"
                );
                Assert.StartsWith("urls: cannot listen on ", said, StringComparison.Ordinal);
                Assert.Contains("address already in use", said, StringComparison.Ordinal);
                FaultTable.Now("F4", "a port in use", $"exit code 2: {said}");
            }
            finally
            {
                other.Delete(recursive: true);
            }

            Assert.Equal(0, await first.StopAsync());
        }

        var wrongKey = await RefusedAsync("WebApi.dll", "--Keys:MasterSecret=another-secret-of-thirty-two-characters");
        Assert.StartsWith("Keys:MasterSecret ", wrongKey, StringComparison.Ordinal);
        Assert.DoesNotContain("another-secret", wrongKey, StringComparison.Ordinal);
        FaultTable.Now("F4", "a wrong master key", $"exit code 2: {wrongKey}");

        await using (
            var connection = new Microsoft.Data.Sqlite.SqliteConnection(
                $"Data Source={Path.Combine(RunningService.DataDirectory(_data), "registration.db")};Pooling=false"
            )
        )
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "insert into schema_version (version) values (99)";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        foreach (var program in (string[])["WebApi.dll", "Silo.dll"])
        {
            var said = await RefusedAsync(program);
            Assert.Contains("has version 99", said, StringComparison.Ordinal);
            FaultTable.Now("F4", $"{program} on a newer schema", $"exit code 2: {said}");
        }
    }

    [Fact]
    [Trait("Fault", "F5")]
    public async Task Names_of_other_programs_in_the_environment_stop_nothing()
    {
        using var service = await RunningService.StartAsync(
            _data,
            new()
            {
                ["MAIL"] = "/var/mail/root",
                ["KEYS"] = "x",
                ["URL"] = "http://example.org",
                ["LANGUAGE__X"] = "1",
                ["STORAGE"] = "/mnt",
            }
        );
        Assert.Equal(0, await service.StopAsync());
    }

    private Task<string> RefusedAsync(string program, params string[] arguments) =>
        RunningProcess.RefusedAsync(program, _data, arguments);
}
