using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Storage;

[assembly: AssemblyFixture(typeof(OrleansRegistration.Tests.Service))]

namespace OrleansRegistration.Tests;

/// <summary>The whole service with a silo in it, a data directory of its own and cheap password hashes.</summary>
public class Service : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("webapi-tests-").FullName;

    /// <summary>Where mails lie with <c>Mail:Mode=Folder</c>.</summary>
    public string MailFolder => Path.Combine(_data, "mail");

    /// <summary>Does not take the store for itself: keys, sessions and clocks must be right with several nodes, too, though today one serves a store.</summary>
    public bool SharesStore { get; init; }

    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>Starts it before any class has it: classes that run together would each start one, two silos over one store.</summary>
    public ValueTask InitializeAsync()
    {
        _ = Server;
        return default;
    }

    /// <summary>A client whose answers must be as the API's description says.</summary>
    public new HttpClient CreateClient() => CreateClient(ClientOptions);

    /// <inheritdoc cref="CreateClient()"/>
    public new HttpClient CreateClient(WebApplicationFactoryClientOptions options)
    {
        var handlers = new List<DelegatingHandler>();
        if (options.AllowAutoRedirect)
        {
            handlers.Add(new RedirectHandler(options.MaxAutomaticRedirections));
        }

        if (options.HandleCookies)
        {
            handlers.Add(new CookieContainerHandler());
        }

        return CreateDefaultClient(options.BaseAddress, [.. handlers, new DescriptionCheck()]);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("DataDirectory", _data);
        builder.UseSetting("Passwords:MemoryKiB", "8");
        builder.UseSetting("Passwords:Iterations", "1");
        builder.UseSetting("Captcha:Provider", "None");
        builder.UseSetting("Registration:PatienceSeconds", "30"); // a slow machine refuses no test
        builder.UseSetting("RateLimits:Enabled", "false");
        builder.UseSetting("Logging:LogLevel:Default", "None");
        builder.UseSetting("Logging:LogLevel:Orleans", "None");
        builder.UseSetting("Logging:LogLevel:Microsoft", "None");
        builder.UseSetting("Logging:LogLevel:OrleansRegistration", "None");
        builder.UseSetting("Logging:LogLevel:Polly", "None");
        builder.UseSetting("Cluster:SiloPort", FreePort());
        builder.UseSetting("Cluster:GatewayPort", FreePort());
        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        if (SharesStore)
        {
            builder.ConfigureTestServices(services =>
                services.Remove(services.Single(service => service.ImplementationType == typeof(StoreOwner)))
            );
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    internal static string FreePort() =>
        Runs.FreePort.Find().ToString(System.Globalization.CultureInfo.InvariantCulture);
}

internal static class Requests
{
    /// <summary>A sign-up that nobody else makes.</summary>
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

    /// <summary>What the owner of an account sees.</summary>
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

internal sealed record Answer(
    HttpStatusCode Status,
    HttpResponseHeaders Headers,
    HttpContentHeaders ContentHeaders,
    string Text
)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The text of a field.</summary>
    public string this[string field] => Json.GetProperty(field).GetString()!;

    /// <summary>Fails unless this is a problem with this status and exactly these errors, each <c>field:code</c> or <c>code</c>, in any order.</summary>
    public Answer IsProblem(int status, params string[] errors)
    {
        Assert.True((int)Status == status, $"{(int)Status} {Text}");
        Assert.Equal("application/problem+json", ContentHeaders.ContentType?.MediaType);
        foreach (var member in (string[])["type", "title", "detail", "instance", "trace_id"])
        {
            Assert.NotEmpty(this[member]);
        }

        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        var found = new List<string>();
        if (Json.TryGetProperty("errors", out var fields))
        {
            found.AddRange(
                fields
                    .EnumerateObject()
                    .SelectMany(field =>
                        field
                            .Value.EnumerateArray()
                            .Select(error => $"{field.Name}:{error.GetProperty("code").GetString()}")
                    )
            );
        }

        if (Json.TryGetProperty("non_field_errors", out var whole))
        {
            found.AddRange(whole.EnumerateArray().Select(error => error.GetProperty("code").GetString()!));
        }

        Assert.Equal(errors.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        return this;
    }

    public Answer Is(int status)
    {
        Assert.True((int)Status == status, $"{(int)Status} {Text}");
        return this;
    }
}
