namespace OrleansRegistration.Tests;

/// <summary>An administrator, signed in.</summary>
internal static class Administrator
{
    /// <summary>Makes an account and gives it the role.</summary>
    /// <returns>The header that operators' routes need.</returns>
    public static async Task<(string Name, string Value)> SignInAsync(Service service, HttpClient client) =>
        (await TestPerson.AdministratorAsync(service, client)).Bearer;
}
