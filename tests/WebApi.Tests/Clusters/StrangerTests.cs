using System.Globalization;
using System.Security.Cryptography;
using OrleansRegistration.Faults;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Tests;

/// <summary>Nobody joins or calls a cluster without its certificate.</summary>
[Collection(ClusterCollection.Name)]
public sealed class StrangerTests
{
    private const int Connections = 30;

    [Fact]
    [Trait("Fault", "G2")]
    public async Task Somebody_without_the_certificate_gets_nothing_from_a_node_and_does_not_disturb_it()
    {
        await using var cluster = await RunningCluster.CreateAsync();
        var (silo, gateway) = (Service.FreePort(), Service.FreePort());
        var node = await cluster.StartNodeAsync(
            new()
            {
                ["Cluster__SiloPort"] = silo,
                ["Cluster__GatewayPort"] = gateway,
                ["Logging__LogLevel__Default"] = "Information",
                ["Logging__LogLevel__OrleansRegistration"] = "Information",
            }
        );
        var port = int.Parse(gateway, CultureInfo.InvariantCulture);
        var own = await File.ReadAllTextAsync(cluster.Certificate, TestContext.Current.CancellationToken);
        Assert.True(await Stranger.GetsAnswerAsync(port, own));
        Assert.False(await Stranger.GetsAnswerAsync(port, null));
        Assert.False(await Stranger.GetsAnswerAsync(port, ClusterCertificate.Create()));

        var before = node.Log.Count;
        foreach (var to in (int[])[port, int.Parse(silo, CultureInfo.InvariantCulture)])
        {
            for (var i = 0; i < Connections; i++)
            {
                Assert.False(await Stranger.GetsBytesAsync(to, RandomNumberGenerator.GetBytes(512)));
                Assert.False(await Stranger.GetsBytesWithTlsAsync(to, null));
                Assert.False(await Stranger.GetsBytesWithTlsAsync(to, ClusterCertificate.Create()));
            }
        }

        Assert.InRange(node.Log.Count - before, 0, 2 * 3 * Connections);
        (await node.Client.ReadAsync("/health/ready")).Is(200);
        (await node.Client.RegisterAsync(Requests.NewSignUp())).Is(201);
        FaultTable.Now(
            "G2",
            "a stranger on both ports of a node: Orleans clients, TLS without and with another certificate, noise",
            $"nothing is answered, {node.Log.Count - before} log lines for {2 * 3 * Connections} connections"
        );
    }

    [Fact]
    [Trait("Fault", "G2")]
    public async Task A_silo_with_another_certificate_does_not_join_although_it_has_the_password_of_the_database()
    {
        await using var cluster = await RunningCluster.CreateAsync();
        RunningService[] nodes = [await cluster.StartNodeAsync(), await cluster.StartNodeAsync()];
        var stranger = cluster.LaunchNode(new() { ["Cluster__Certificate"] = cluster.NewCertificate("other.pem") });
        await Until.SoAsync(async () => await cluster.CountMembersAsync() > 2, "It did not write itself down.");
        for (var i = 0; i < 40; i++)
        {
            (await nodes[i % 2].Client.RegisterAsync(Requests.NewSignUp())).Is(201);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, await cluster.CountMembersAsync(active: true));
        Assert.True(stranger.HasEnded, "THE STRANGER: " + string.Join('\n', stranger.Log));
        stranger.Kill();
        var third = await cluster.StartNodeAsync();
        (await third.Client.RegisterAsync(Requests.NewSignUp())).Is(201);
        Assert.All(nodes, node => Assert.False(node.HasEnded));
    }

    [Fact]
    public async Task Certificates_are_rotated_in_three_steps_while_nodes_run()
    {
        await using var cluster = await RunningCluster.CreateAsync();
        var old = await File.ReadAllTextAsync(cluster.Certificate, TestContext.Current.CancellationToken);
        var next = ClusterCertificate.Create();
        var nodes = new[] { await cluster.StartNodeAsync(), await cluster.StartNodeAsync() };
        var forms = new List<Dictionary<string, object?>>();
        foreach (var pem in (string[])[old + next, next + old, next])
        {
            var file = Path.Combine(Path.GetDirectoryName(cluster.Certificate)!, $"{Guid.NewGuid():N}.pem");
            await File.WriteAllTextAsync(file, pem, TestContext.Current.CancellationToken);
            for (var i = 0; i < nodes.Length; i++)
            {
                Assert.Equal(0, await nodes[i].StopAsync());
                nodes[i] = await cluster.StartNodeAsync(new() { ["Cluster__Certificate"] = file });
                Assert.Equal(2, await cluster.CountMembersAsync(active: true));

                // Each serves what was made at the other, so they call each other.
                foreach (var node in nodes)
                {
                    var added = Enumerable.Range(0, 8).Select(_ => Requests.NewSignUp()).ToList();
                    await Task.WhenAll(added.Select(async form => (await node.Client.RegisterAsync(form)).Is(201)));
                    forms.AddRange(added);
                }

                foreach (var (index, form) in forms.Index())
                {
                    (await nodes[index % 2].Client.LogInAsync(form["username"], form["password1"])).Is(200);
                }
            }
        }

        var late = cluster.LaunchNode(); // with the old certificate
        await Until.SoAsync(async () => await cluster.CountMembersAsync(joining: true) == 1, "It did not try to join.");
        await Task.Delay(2000, TestContext.Current.CancellationToken);
        Assert.Equal(2, await cluster.CountMembersAsync(active: true));
        late.Kill();
    }

    [Fact]
    public async Task The_command_makes_a_private_certificate_and_overwrites_none()
    {
        var data = Directory.CreateTempSubdirectory("webapi-certificate-");
        try
        {
            var file = Path.Combine(data.FullName, "cluster.pem");
            var (code, said) = await RunningProcess.RunAsync(
                RunningProcess.Start("Silo.dll", data, "certificate", file)
            );
            Assert.Equal((0, true), (code, said.StartsWith($"Made {file}.", StringComparison.Ordinal)));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            var made = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.Contains("-----BEGIN PRIVATE KEY-----", made, StringComparison.Ordinal);
            (code, said) = await RunningProcess.RunAsync(RunningProcess.Start("Silo.dll", data, "certificate", file));
            Assert.Equal(2, code);
            Assert.StartsWith($"file: '{file}' cannot be made. ", said, StringComparison.Ordinal);
            Assert.Equal(made, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            (code, said) = await RunningProcess.RunAsync(
                RunningProcess.Start("Silo.dll", data, "certificate", Path.Combine(data.FullName, "nowhere", "a.pem"))
            );
            Assert.Equal((2, 1), (code, said.Split('\n').Length));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
