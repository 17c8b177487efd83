using System.Net;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

public sealed class OverloadTests
{
    [Fact]
    public async Task Sign_ups_beyond_the_bound_are_refused_at_once_with_503_and_leave_nothing()
    {
        await using var service = new Service
        {
            Settings =
            {
                ["Registration:MaxInFlight"] = "1",
                ["Passwords:MemoryKiB"] = "65536",
                ["Passwords:Iterations"] = "4",
            },
        };
        using var client = service.CreateClient();
        var forms = Enumerable.Range(0, 16).Select(_ => Requests.NewSignUp()).ToArray();
        var answers = await Task.WhenAll(forms.Select(form => client.RegisterAsync(form)));

        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.Created);
        var refused = answers.Zip(forms).Where(pair => pair.First.Status != HttpStatusCode.Created).ToArray();
        Assert.NotEmpty(refused);
        foreach (var (answer, form) in refused)
        {
            answer.IsProblem(503, "overloaded");
            Assert.NotNull(answer.Headers.RetryAfter);
            (await client.RegisterAsync(form)).Is(201);
        }
    }

    [Fact]
    public async Task Passwords_beyond_the_queue_are_refused_with_503_and_leave_nothing()
    {
        await using var service = new Service
        {
            Settings =
            {
                ["Passwords:QueueLimit"] = "1",
                ["Passwords:MemoryKiB"] = "65536",
                ["Passwords:Iterations"] = "4",
            },
        };
        using var client = service.CreateClient();
        var forms = Enumerable.Range(0, 16).Select(_ => Requests.NewSignUp()).ToArray();
        var answers = await Task.WhenAll(forms.Select(form => client.RegisterAsync(form)));

        var refused = answers.Zip(forms).Where(pair => pair.First.Status != HttpStatusCode.Created).ToArray();
        Assert.NotEmpty(refused);
        foreach (var (answer, form) in refused)
        {
            answer.IsProblem(503, "overloaded");
            (await client.RegisterAsync(form)).Is(201);
        }
    }

    [Fact]
    [Trait("Fault", "E6")]
    public async Task Sign_ups_that_were_let_in_are_not_given_up_for_the_line_of_hashes()
    {
        await using var service = new Service
        {
            Settings =
            {
                ["Registration:PatienceSeconds"] = "30",
                ["Passwords:MaxWaitSeconds"] = "0.1",
                ["Passwords:MemoryKiB"] = "65536",
                ["Passwords:Iterations"] = "4",
            },
        };
        using var client = service.CreateClient();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => client.RegisterAsync(Requests.NewSignUp()))
        );
        Assert.All(answers, answer => answer.Is(201));
        FaultTable.Now(
            "E6",
            "16 sign-ups with a slow hash, Passwords:MaxWaitSeconds 0.1 and patience enough",
            $"{answers.Count(answer => answer.Status == HttpStatusCode.Created)} accounts, none given up"
        );
    }
}
