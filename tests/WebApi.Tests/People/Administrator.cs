using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Operators;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>An administrator, signed in.</summary>
internal static class Administrator
{
    /// <summary>Makes an account and gives it the role.</summary>
    /// <returns>The header that operators' routes need.</returns>
    public static async Task<(string Name, string Value)> SignInAsync(Service service, HttpClient client)
    {
        var account = (await client.RegisterAsync(Requests.NewSignUp().With("use_cookies", false))).Is(201);
        Assert.True(UserId.TryParse((await client.MeAsync(account))["id"], out var id));
        var user = service.Services.GetRequiredService<IGrainFactory>().GetUser(id);
        Assert.Equal(ChangeOutcome.Done, await user.SetRoleAsync(Role.Admin, Acts.New()));
        return ("Authorization", $"Bearer {account["token"]}");
    }
}
