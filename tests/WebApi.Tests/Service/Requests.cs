using System.Net.Http.Json;
using System.Text;

namespace OrleansRegistration.Tests;

internal static class Requests
{
    /// <summary>Makes a sign-up with names that no other test uses.</summary>
    public static Dictionary<string, object?> NewSignUp()
    {
        var id = Guid.NewGuid().ToString("N")[..12];
        return new()
        {
            ["username"] = $"user_{id}",
            ["nickname"] = $"nick {id}",
            ["email"] = $"{id}@example.com",
            ["password1"] = "correct horse battery",
            ["password2"] = "correct horse battery",
            ["invitation_code"] = "",
            ["recaptcha"] = "",
        };
    }

    public static Dictionary<string, object?> With(
        this Dictionary<string, object?> form,
        string field,
        object? value
    ) => new(form) { [field] = value };

    public static Dictionary<string, object?> Without(this Dictionary<string, object?> form, string field)
    {
        var copy = new Dictionary<string, object?>(form);
        copy.Remove(field);
        return copy;
    }

    public static async Task<Answer> SendAsync(
        this HttpClient client,
        HttpMethod method,
        string path,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = body is string text
                ? new StringContent(text, Encoding.UTF8, "application/json")
                : JsonContent.Create(body);
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new(
            response.StatusCode,
            response.Headers,
            response.Content.Headers,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    public static Task<Answer> RegisterAsync(
        this HttpClient client,
        object body,
        params (string Name, string Value)[] headers
    ) => client.SendAsync(HttpMethod.Post, "/api/register/", body, headers);

    public static Task<Answer> LogInAsync(this HttpClient client, object? username, object? password) =>
        client.SendAsync(HttpMethod.Post, "/jwt/login/", new { username, password });

    /// <summary>Reads what the owner of an account sees.</summary>
    /// <param name="signedIn">An answer with an access token.</param>
    public static async Task<Answer> MeAsync(this HttpClient client, Answer signedIn) =>
        (await client.ReadAsync("/api/me/", ("Authorization", $"Bearer {signedIn["token"]}"))).Is(200);

    /// <summary>Waits until the owner of an account sees something.</summary>
    public static async Task<Answer> UntilAsync(this HttpClient client, Answer signedIn, Func<Answer, bool> isSo)
    {
        for (var tries = 0; ; tries++)
        {
            var me = await client.MeAsync(signedIn);
            if (isSo(me))
            {
                return me;
            }

            Assert.True(tries < 2400, me.Text);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public static Task<Answer> ReadAsync(
        this HttpClient client,
        string path,
        params (string Name, string Value)[] headers
    ) => client.SendAsync(HttpMethod.Get, path, null, headers);
}
