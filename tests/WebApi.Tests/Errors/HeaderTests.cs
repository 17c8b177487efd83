using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using OrleansRegistration.Errors;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

/// <summary>The service reads headers with the leniency of HTTP (RFC 9110).</summary>
public sealed class HeaderTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json;;")]
    [InlineData("application/json ; ; charset=utf-8;")]
    [InlineData("APPLICATION/JSON;CHARSET=UTF-8")]
    [InlineData("application/json; charset=nonsense")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; version=1; q=\";\"")]
    [InlineData("application/json; charset")]
    [InlineData("application/vnd.api+json")]
    [Trait("Fault", "C1")]
    public async Task Media_type_of_JSON_has_many_spellings(string type)
    {
        var answer = await PostAsync("/api/register/", "{}", type);
        Assert.Equal(400, (int)answer.StatusCode);
        FaultTable.Now("C1", $"POST {{}} as {type}", await CodesAsync(answer));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonp")]
    [InlineData("application")]
    [InlineData(";application/json")]
    [InlineData("text/plain; application/json")]
    [InlineData(null)]
    public async Task Other_media_types_are_unsupported(string? type)
    {
        using var answer = await PostAsync("/api/register/", "{}", type);
        Assert.Equal(415, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/jwt/logout/", 204)]
    [InlineData("/jwt/refresh/", 401)]
    [InlineData("/api/activate/resend/", 202)]
    [Trait("Fault", "C3")]
    public async Task Empty_body_has_no_type_to_refuse(string path, int status)
    {
        var account = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        foreach (
            var type in (string?[])
                ["application/x-www-form-urlencoded", "text/plain", "application/json", "nonsense", null]
        )
        {
            foreach (var isChunked in (bool[])[false, true])
            {
                using var answer = await PostAsync(
                    path,
                    "",
                    type,
                    isChunked,
                    path.Contains("resend", StringComparison.Ordinal) ? account["token"] : null
                );
                Assert.True(status == (int)answer.StatusCode, $"{type} {isChunked} {answer.StatusCode}");
            }
        }

        FaultTable.Now(
            "C3",
            $"POST {path} with an empty body, any type, chunked or not",
            status.ToString(CultureInfo.InvariantCulture)
        );
    }

    [Theory]
    [InlineData("/api/register/")]
    [InlineData("/jwt/login/")]
    public async Task Empty_body_where_one_is_needed_is_malformed(string path)
    {
        foreach (var type in (string?[])["application/x-www-form-urlencoded", "application/json", null])
        {
            using var answer = await PostAsync(path, "", type, isChunked: true);
            Assert.Equal(400, (int)answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("bearer {0}")]
    [InlineData("BEARER {0}")]
    [InlineData("Bearer   {0}")]
    [Trait("Fault", "C1")]
    public async Task Authentication_scheme_has_any_case_and_spaces(string header)
    {
        var account = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        (
            await _client.ReadAsync(
                "/api/me/",
                ("Authorization", string.Format(CultureInfo.InvariantCulture, header, account["token"]))
            )
        ).Is(200);
    }

    [Theory]
    [InlineData("ZH-hans", "zh-Hans")]
    [InlineData("zh-TW", "zh-Hans")]
    [InlineData(" , zh-CN ;q=0.5 ,, en;q=0.4", "zh-Hans")]
    [InlineData("de, fr, es, it, pt, zh;q=0.1", "zh-Hans")]
    [InlineData("*", "en")]
    public async Task Language_lists_have_spaces_and_empty_parts(string accepted, string language) =>
        Assert.Equal(
            [language],
            (await _client.ReadAsync("/api/captcha/", ("Accept-Language", accepted)))
                .Is(200)
                .ContentHeaders.ContentLanguage
        );

    [Fact]
    [Trait("Fault", "G8")]
    public async Task Language_list_is_read_up_to_a_length()
    {
        var list = string.Join(',', Enumerable.Repeat("zh", AcceptedLanguage.MaxLength));
        Assert.Equal(
            ["en"],
            (await _client.ReadAsync("/health/live", ("Accept-Language", list))).Is(200).ContentHeaders.ContentLanguage
        );
        var shorter = list[..AcceptedLanguage.MaxLength];
        Assert.Equal(
            ["zh-Hans"],
            (await _client.ReadAsync("/health/live", ("Accept-Language", shorter)))
                .Is(200)
                .ContentHeaders.ContentLanguage
        );
        FaultTable.Now(
            "G8",
            "Accept-Language longer than browsers send",
            $"not parsed beyond {AcceptedLanguage.MaxLength} characters: English"
        );
    }

    private static async Task<string> CodesAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return $"{(int)answer.StatusCode} {text.Split("\"code\":")[1].Split(',')[0]}";
    }

    private async Task<HttpResponseMessage> PostAsync(
        string path,
        string body,
        string? type,
        bool isChunked = false,
        string? token = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        if (type is not null)
        {
            Assert.True(request.Content.Headers.TryAddWithoutValidation("Content-Type", type));
        }

        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
