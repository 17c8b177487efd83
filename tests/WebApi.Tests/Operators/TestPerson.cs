using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Operators;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>An account whose owner is an administrator, or a user to be acted on.</summary>
internal sealed record TestPerson(UserId Id, (string Name, string Value) Bearer, Dictionary<string, object?> Form)
{
    /// <summary>The path of the account, for operators.</summary>
    public string Path => $"/api/admin/people/{Id}/";

    public string Password => (string)Form["password1"]!;

    /// <summary>Signs up a user, without an activation.</summary>
    public static async Task<TestPerson> UserAsync(HttpClient client, string code = "")
    {
        var form = Requests.NewSignUp().With("use_cookies", false).With("invitation_code", code);
        var account = (await client.RegisterAsync(form)).Is(201);
        Assert.True(UserId.TryParse(account["id"], out var id));
        return new(id, ("Authorization", $"Bearer {account["token"]}"), form);
    }

    /// <summary>Signs up an administrator, with an activated account.</summary>
    public static async Task<TestPerson> AdministratorAsync(Service service, HttpClient client)
    {
        var user = await UserAsync(client);
        var grains = service.Services.GetRequiredService<IGrainFactory>();
        await grains.GetUserAdministration(user.Id).ActivateAsync(Acts.New());
        Assert.Equal(ChangeOutcome.Done, await grains.GetUser(user.Id).SetRoleAsync(Role.Admin, Acts.New()));
        return user;
    }

    /// <summary>A body of a drastic act.</summary>
    public Dictionary<string, object?> Confirmed(string reason = "a test") =>
        new() { ["password"] = Password, ["reason"] = reason };
}
