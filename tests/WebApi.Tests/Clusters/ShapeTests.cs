using System.Net;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

/// <summary>The shapes of a cluster, from the programs as they ship.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ShapeTests
{
    [Fact]
    public async Task Two_nodes_on_one_store_are_one_service()
    {
        await using var cluster = await RunningCluster.CreateAsync(
            new()
            {
                ["Captcha__Provider"] = "ProofOfWork",
                ["Captcha__Iterations"] = "10",
                ["RateLimits__Enabled"] = "true",
                ["RateLimits__Availability__Count"] = "3",
                ["RateLimits__Availability__WindowSeconds"] = "86400",
            }
        );
        using var one = (await cluster.StartNodeAsync()).Client;
        using var two = (await cluster.StartNodeAsync()).Client;

        // A captcha answer is good once, whatever node gets it.
        var answer = await Altcha.SolveAsync((await one.ReadAsync("/api/captcha/")).Is(200).Text);
        var form = Requests.NewSignUp().With("recaptcha", answer).With("use_cookies", false);
        var first = (await one.RegisterAsync(form)).Is(201);
        (await two.RegisterAsync(Requests.NewSignUp().With("recaptcha", answer))).IsProblem(400, "recaptcha:duplicate");

        // The account, its code and its count are the same at both.
        Assert.Equal((await one.MeAsync(first)).Text, (await two.MeAsync(first)).Text);
        answer = await Altcha.SolveAsync((await two.ReadAsync("/api/captcha/")).Is(200).Text);
        (
            await two.RegisterAsync(
                Requests.NewSignUp().With("recaptcha", answer).With("invitation_code", first["invitation_code"])
            )
        ).Is(201);
        await one.UntilAsync(first, me => me.Json.GetProperty("invitation_user_count").GetInt32() == 1);

        // A session that one node ends cannot be refreshed at the other.
        var second = (
            await two.SendAsync(HttpMethod.Post, "/jwt/refresh/", new { refresh_token = first["refresh_token"] })
        ).Is(200);
        (await one.SendAsync(HttpMethod.Post, "/jwt/logout/", new { refresh_token = second["refresh_token"] })).Is(204);
        (await two.SendAsync(HttpMethod.Post, "/jwt/refresh/", new { refresh_token = second["refresh_token"] })).Is(
            401
        );

        // Both count one limit.
        for (var i = 0; i < 3; i++)
        {
            (await (i % 2 == 0 ? one : two).ReadAsync("/api/availability/?username=somebody")).Is(200);
        }

        (await one.ReadAsync("/api/availability/?username=somebody")).IsProblem(429, "rate_limited");
        (await two.ReadAsync("/api/availability/?username=somebody")).IsProblem(429, "rate_limited");
    }

    [Fact]
    public async Task A_Web_API_without_a_silo_finds_the_silos_of_the_store_and_survives_the_end_of_each()
    {
        await using var cluster = await RunningCluster.CreateAsync();
        var web = cluster.LaunchWebApi();
        var first = await cluster.StartSiloAsync();
        var second = await cluster.StartSiloAsync();
        await web.UntilReadyAsync();
        var form = Requests.NewSignUp();
        (await web.Client.RegisterAsync(form)).Is(201);

        Assert.Equal(0, await first.StopAsync());
        await SignsInAsync();
        await cluster.StartSiloAsync();
        second.Kill();
        await SignsInAsync();

        async Task SignsInAsync() =>
            await Until.AnsweredAsync(() => web.Client.LogInAsync(form["username"], form["password1"]), 200);
    }

    [Fact]
    public async Task One_repeat_mends_what_fails_while_all_silos_are_restarted_in_turn()
    {
        await using var cluster = await RunningCluster.CreateAsync();
        var web = cluster.LaunchWebApi();
        RunningSilo[] silos = [await cluster.StartSiloAsync(), await cluster.StartSiloAsync()];
        await web.UntilReadyAsync();
        using var load = new ClusterLoad(web.Client.BaseAddress!);
        foreach (var silo in silos)
        {
            await load.AwaitSignUpsAsync(20);
            Assert.Equal(0, await silo.StopAsync());
            await load.AwaitSignUpsAsync(20);
            await cluster.StartSiloAsync();
        }

        await load.AwaitSignUpsAsync(20);
        await load.StopAsync();
        Assert.Empty(load.Lost);
        FaultTable.Now(
            "cluster",
            "two silos behind a Web API restarted in turn, under load",
            $"{load.SignedUp} sign-ups; {load.Failed.Count} requests failed, and one repeat mended each"
        );
    }

    [Fact]
    [Trait("Fault", "F1")]
    public async Task A_store_that_a_cluster_serves_is_refused_to_everybody_else_and_the_other_way_round()
    {
        await using var cluster = await RunningCluster.CreateAsync();
        var node = await cluster.StartNodeAsync();
        foreach (
            string[] other in (string[][])
                [
                    ["WebApi.dll", "--Cluster:Mode=Embedded"],
                    ["WebApi.dll", "--Cluster:Mode=Clustered", "--Cluster:ClusterId=another"],
                    ["Silo.dll", "--Cluster:ClusterId=another"],
                ]
        )
        {
            await IsRefusedAsync(node, other);
        }

        Assert.Equal(0, await node.StopAsync());
        var alone = await cluster.StartNodeAsync(new() { ["Cluster__Mode"] = "Embedded" });
        await IsRefusedAsync(alone, "WebApi.dll", "--Cluster:Mode=Clustered");
        alone.Kill();
        await cluster.StartNodeAsync();

        async Task IsRefusedAsync(RunningService holder, params string[] start)
        {
            var said = await cluster.RefusedAsync(start[0], start[1..]);
            Assert.StartsWith(
                "ConnectionStrings:Registration: the PostgreSQL database ",
                said,
                StringComparison.Ordinal
            );
            Assert.Contains($", pid {holder.ProcessId} on ", said, StringComparison.Ordinal);
            FaultTable.Now("F1", $"{string.Join(' ', start)} on a store in use", $"exit code 2: {said}");
        }
    }

    [Theory]
    [InlineData("WebApi.dll", "--Cluster:Mode=Clustered")]
    [InlineData("Silo.dll")]
    [Trait("Fault", "F4")]
    public async Task An_address_that_this_machine_does_not_have_is_one_line(string program, params string[] arguments)
    {
        await using var cluster = await RunningCluster.CreateAsync();
        var said = await cluster.RefusedAsync(program, [.. arguments, "--Cluster:AdvertisedIP=198.51.100.7"]);
        Assert.StartsWith("Cluster:AdvertisedIP: cannot listen on 198.51.100.7:", said, StringComparison.Ordinal);
        FaultTable.Now("F4", $"{program} with an address of another machine", $"exit code 2: {said}");
    }
}

/// <summary>Runs the tests with running clusters one after the other: each has several processes.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection
{
    public const string Name = "Clusters";
}
