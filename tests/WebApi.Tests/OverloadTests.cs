using System.Net;

namespace OrleansRegistration.Tests;

public sealed class OverloadTests
{
    [Fact]
    public async Task Sign_ups_beyond_the_bound_are_refused_at_once_with_503_and_leave_nothing()
    {
        await using var service = new Service { Settings = { ["Registration:MaxInFlight"] = "1", ["Passwords:MemoryKiB"] = "65536", ["Passwords:Iterations"] = "4" } };
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
        await using var service = new Service { Settings = { ["Passwords:QueueLimit"] = "1", ["Passwords:MemoryKiB"] = "65536", ["Passwords:Iterations"] = "4" } };
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
}
