using System.Text.Json;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

/// <summary>
/// Texts that fit into a body but take long to normalise. Normalisation throws for them, so a 500 would show that a
/// text was normalised before its length was checked.
/// </summary>
public sealed class LongInputTests(Service service)
{
    // Each mark sorts before the one to its left.
    private static readonly string Attack = "a" + string.Concat(Enumerable.Repeat("\u0301\u0316", 7900));

    // These fields have a fixed form, so a longer text has the wrong form.
    private static readonly Dictionary<string, string> OtherCodes = new()
    {
        ["token"] = "invalid",
        ["recaptcha"] = "invalid",
        ["invitation_code"] = "invalid",
        ["use_cookies"] = "invalid",
        ["refresh_token"] = "session_ended",
    };

    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });

    [Fact, Trait("Fault", "G1")]
    public async Task Text_that_takes_long_to_normalise_is_refused_by_its_length_in_every_field_of_every_route()
    {
        var bearer = ("Authorization", $"Bearer {await ActiveAsync()}");
        var admin = await Administrator.SignInAsync(service, _client);
        var refused = new List<string>();
        using var description = JsonDocument.Parse((await _client.ReadAsync("/openapi/v1.json")).Is(200).Text);
        foreach (var path in description.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                foreach (var field in FieldsOf(description.RootElement, operation.Value))
                {
                    if (IsForOperators(path.Name))
                    {
                        // The other fields are missing, and so may be what the path names.
                        var told = await SendAsync(operation.Name, path.Name, field, admin);
                        Assert.True(
                            (int)told.Status is 400 or 404,
                            $"{operation.Name} {path.Name} {field}: {told.Text}"
                        );
                        continue;
                    }

                    var answer = await SendAsync(operation.Name, path.Name, field, bearer);
                    Assert.True(
                        (int)answer.Status is 400 or 401 or 204,
                        $"{operation.Name} {path.Name} {field}: {(int)answer.Status} {answer.Text}"
                    );
                    var code = OtherCodes.GetValueOrDefault(field, "length");
                    if ((int)answer.Status != 204) // the answer of a log-out has no body
                    {
                        Assert.True(
                            Codes(answer, field).Contains(code),
                            $"{operation.Name} {path.Name} {field}: {answer.Text}"
                        );
                    }

                    refused.Add($"{path.Name.TrimEnd('/')}/ {field}");
                }
            }
        }

        foreach (var query in (string[])["username", "nickname"])
        {
            (await _client.ReadAsync($"/api/availability/?{query}={Uri.EscapeDataString(Attack[..4000])}")).IsProblem(
                400,
                $"{query}:length"
            );
        }

        Assert.Superset(
            new HashSet<string>
            {
                "/api/register/ username",
                "/api/register/ nickname",
                "/api/register/ email",
                "/api/register/ password1",
                "/api/register/ password2",
                "/jwt/login/ username",
                "/jwt/login/ password",
                "/api/me/ nickname",
                "/api/me/ password",
                "/api/me/email/ email",
                "/api/me/email/ password",
                "/api/password/change/ old_password",
                "/api/password/reset/ password1",
                "/api/password/forgot/ email",
                "/api/activate/resend/ email",
            },
            refused.ToHashSet()
        );
        FaultTable.Now(
            "G1",
            "31 KB of unsorted marks in each field of each route",
            $"{refused.Count} fields refused, none normalised"
        );
    }

    [Fact]
    public async Task Log_in_with_an_address_or_a_username_that_is_far_too_long_is_refused_by_its_length()
    {
        (await _client.LogInAsync($"{Attack[..2000]}@example.org", "x")).IsProblem(400, "username:length");
        (await _client.LogInAsync(new string('a', 1017), new string('b', 513))).IsProblem(
            400,
            "username:length",
            "password:length"
        );
        (await _client.LogInAsync(new string('a', 1016), new string('b', 512))).IsProblem(401, "invalid_credentials");
    }

    private static bool IsForOperators(string path) =>
        path.StartsWith("/api/admin/", StringComparison.Ordinal)
        || path.StartsWith("/api/users/", StringComparison.Ordinal);

    private static string[] FieldsOf(JsonElement root, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body))
        {
            return [];
        }

        var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = reference
                .GetString()!
                .TrimStart('#', '/')
                .Split('/')
                .Aggregate(root, (at, name) => at.GetProperty(name));
        }

        return [.. schema.GetProperty("properties").EnumerateObject().Select(property => property.Name)];
    }

    private static IEnumerable<string> Codes(Answer answer, string field)
    {
        var errors =
            answer.Json.TryGetProperty("errors", out var fields) && fields.TryGetProperty(field, out var own)
                ? own
                : answer.Json.GetProperty("non_field_errors");
        return errors.EnumerateArray().Select(error => error.GetProperty("code").GetString()!);
    }

    // Writes the body as UTF-8, so that it stays below its limit.
    private Task<Answer> SendAsync(string method, string path, string field, (string, string) bearer) =>
        _client.SendAsync(
            new HttpMethod(method.ToUpperInvariant()),
            path,
            $"{{\"{field}\":\"{Attack}\"}}",
            path.StartsWith("/jwt", StringComparison.Ordinal) ? [] : [bearer]
        );

    private async Task<string> ActiveAsync()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form)).Is(201);
        var token = (await Mailbox.ReadAsync(service.MailFolder, form["email"]))[0].Token();
        return (await _client.SendAsync(HttpMethod.Post, "/api/activate/", new { token })).Is(200)["token"];
    }
}
