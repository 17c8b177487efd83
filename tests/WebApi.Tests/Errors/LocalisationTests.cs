using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using OrleansRegistration.Errors;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class LocalisationTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient();

    [Theory]
    [InlineData("zh", "zh-Hans")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans")]
    [InlineData("zh-Hans", "zh-Hans")]
    [InlineData("fr;q=1, en;q=0.2, zh;q=0.7", "zh-Hans")]
    [InlineData("zh;q=0, en", "en")]
    [InlineData("en-GB", "en")]
    [InlineData("fr", "en")]
    [InlineData("???", "en")]
    public async Task Language_follows_Accept_Language(string accepted, string language)
    {
        var answer = await _client.RegisterAsync(
            new
            {
                password1 = "12345678",
                password2 = "other",
                invitation_code = "!",
            },
            ("Accept-Language", accepted)
        );
        Assert.Equal([language], answer.ContentHeaders.ContentLanguage);
        var errors = answer.Json.GetProperty("errors");
        Assert.Equal(
            language == "en" ? "The two passwords do not match." : "两次输入的密码不相同",
            MessageOf(errors, "password2")
        );
        Assert.Equal(
            language == "en" ? "This invitation code does not exist." : "邀请码错误",
            MessageOf(errors, "invitation_code")
        );
    }

    [Theory]
    [InlineData("username", "用户已经存在")]
    [InlineData("nickname", "昵称已经存在")]
    [InlineData("email", "该邮箱已经被注册")]
    public async Task Taken_names_are_told_in_the_words_of_the_seed(string field, string message)
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form)).Is(201);
        var answer = await _client.RegisterAsync(form, ("Accept-Language", "zh-CN"));
        Assert.Equal(message, MessageOf(answer.Json.GetProperty("errors"), field));
    }

    [Fact]
    public void Both_languages_have_every_text()
    {
        AssertSameKeys<ErrorMessages>();
        AssertSameKeys<LevelNames>();
    }

    private static string? MessageOf(System.Text.Json.JsonElement errors, string field) =>
        errors.GetProperty(field)[0].GetProperty("message").GetString();

    private void AssertSameKeys<T>()
    {
        var texts = service.Services.GetRequiredService<IStringLocalizer<T>>();
        var english = Texts(texts, "en");
        var chinese = Texts(texts, "zh-Hans");
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), chinese.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text => Assert.NotEqual(text.Value, chinese[text.Key]));
    }

    private static Dictionary<string, string> Texts(IStringLocalizer texts, string language)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return texts
            .GetAllStrings(includeParentCultures: language == "en")
            .ToDictionary(text => text.Name, text => text.Value);
    }
}
