using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

public sealed class StartUpTests
{
    [Theory]
    [InlineData("Tokens:AccessMinutes", "0")]
    [InlineData("Tokens:AccessMinutes", "soon")]
    [InlineData("Tokens:Audience", "")]
    [InlineData("Tokens:KeyRotationDays", "0")]
    [InlineData("Tokens:RefreshDays", "0")]
    [InlineData("Tokens:RefreshGraceSeconds", "-1")]
    [InlineData("Keys:MasterSecret", "short")]
    [InlineData("Registration:RequireActivation", "perhaps")]
    [InlineData("Registration:MaxInFlight", "0")]
    [InlineData("Passwords:Iterations", "2147483647")]
    [InlineData("Registration:RequireInvitation", "perhaps")]
    [InlineData("Captcha:Provider", "Unheard")]
    [InlineData("Captcha:Provider", "7")]
    [InlineData("Captcha:VerifyUrl", "nowhere")]
    [InlineData("Captcha:VerifyUrl", "http://example.com/siteverify")]
    [InlineData("Captcha:TimeoutSeconds", "0")]
    [InlineData("Captcha:MinScore", "0.5")]
    [InlineData("Captcha:Action", "register")]
    [InlineData("Captcha:ExpirySeconds", "1")]
    [InlineData("Captcha:Iterations", "0")]
    [InlineData("Captcha:Zeros", "7")]
    [InlineData("Captcha:LoadFactor", "0")]
    [InlineData("Cluster:Mode", "Clustered")]
    [InlineData("Cluster:Mode", "Unheard")]
    [InlineData("Cluster:GatewayPort", "70000")]
    [InlineData("Levels:Thresholds:2", "1")]
    [InlineData("PublicUrl", "nowhere")]
    [InlineData("PublicUrl", "https://user:pw@example.org")]
    [InlineData("PublicUrl", "https://example.org/a b")]
    [InlineData("PublicUrl", "https://example.org/signup/")]
    [InlineData("PublicUrl", "https://example.org/?a=b")]
    [InlineData("PublicUrl", "https://example.org#a")]
    [InlineData("PublicUrl", "https://example.org/a/../b")]
    [InlineData("Mail:Mode", "Smtp")]
    [InlineData("Mail:From", "nobody")]
    [InlineData("Mail:Port", "0")]
    [InlineData("Registration:ActivationDays", "-1")]
    [InlineData("RateLimits:SignUp:Count", "0")]
    [InlineData("RateLimits:Forgot:WindowSeconds", "86401")]
    [InlineData("RateLimits:LogIn:Count", "many")]
    [InlineData("RateLimits:LogInLockAfter", "0")]
    [InlineData("RateLimits:Enabled", "perhaps")]
    [InlineData("Proxy:KnownNetworks:0", "10.0.0.0/33")]
    [InlineData("Proxy:KnownNetworks", "10.0.0.0/8, everywhere")]
    [InlineData("Proxy:KnownAddresses:0", "proxy.example.com")]
    [InlineData("Cors:Origins:0", "https://example.com/path")]
    [InlineData("Cors:Origins:0", "example.com")]
    [InlineData("Cors:Headers:0", "X Tenant")]
    public void Wrong_setting_stops_start_up_and_is_named(string key, string value)
    {
        using var service = new Service();
        service.Settings[key] = value;
        var failure = Assert.ThrowsAny<Exception>(() => service.CreateClient());
        Assert.Contains(key == "Mail:Mode" ? "Mail:Host" : key, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Levels:Thresholds:1", "abc", "Levels:Thresholds:1 is 'abc'; it must be a number such as 0.5.")]
    [InlineData(
        "Levels:Thresholds:one",
        "1",
        "Levels:Thresholds:one is not a setting: number the values of Levels:Thresholds, as in Levels:Thresholds:1."
    )]
    [InlineData("Mail:Mode", "5", "Mail:Mode is '5'; it must be Folder or Smtp.")]
    [InlineData("Mail:Security", "9", "Mail:Security is '9'; it must be None or StartTls or Tls.")]
    [InlineData("Mail:Security", "None, Tls", "Mail:Security is 'None, Tls'; it must be None or StartTls or Tls.")]
    [InlineData("Cluster:Mode", "2", "Cluster:Mode is '2'; it must be Embedded or Clustered or Client.")]
    [InlineData("Storage:Mode", "1", "Storage:Mode is '1'; it must be Batched or AdoNet.")]
    [InlineData(
        "RateLimits:SignUp",
        "5",
        "RateLimits:SignUp is '5'; it is a section and cannot have a value. "
            + "Its settings are RateLimits:SignUp:Count, RateLimits:SignUp:WindowSeconds."
    )]
    [InlineData(
        "RateLimits:SignUp:Cuont",
        "5",
        "RateLimits:SignUp:Cuont is not a setting. Did you mean RateLimits:SignUp:Count?"
    )]
    [InlineData(
        "Registration:RequireInvitaton",
        "true",
        "Registration:RequireInvitaton is not a setting. Did you mean Registration:RequireInvitation?"
    )]
    [InlineData(
        "Registration:RequireInvitation:Now",
        "true",
        "Registration:RequireInvitation:Now is not a setting: "
            + "Registration:RequireInvitation is a value and has none below it."
    )]
    [InlineData(
        "Registration:RequireInvitation",
        "yes",
        "Registration:RequireInvitation is 'yes'; it must be true or false."
    )]
    [InlineData(
        "ConnectionString:Registration",
        "Host=h",
        "ConnectionString is not a setting. Did you mean ConnectionStrings?"
    )]
    [InlineData(
        "ConnectionStrings:Registraton",
        "Host=h",
        "ConnectionStrings:Registraton is not a setting. Did you mean ConnectionStrings:Registration?"
    )]
    [InlineData("Mail:PublicUrl", "https://example.org", "Mail:PublicUrl is not a setting.")]
    [InlineData("Storage:DataDirectory", "/tmp", "Storage:DataDirectory is not a setting.")]
    [InlineData("Captcha", "None", "Captcha is a section and cannot have a value; its settings are Captcha:Action, ")]
    [InlineData("PublicURI", "https://example.org", "PublicURI is not a setting. Did you mean PublicUrl?")]
    [Trait("Fault", "F5")]
    public void Setting_that_nobody_reads_or_that_says_something_else_stops_start_up(
        string key,
        string value,
        string expected
    )
    {
        using var service = new Service();
        service.Settings[key] = value;
        var failure = Assert.ThrowsAny<Exception>(() => service.CreateClient()).ToString();
        Assert.Contains(expected, failure, StringComparison.Ordinal);
        FaultTable.Now("F5", $"{key}={value}", expected);
    }

    [Theory]
    [InlineData("ReCaptcha", "Captcha:SiteKey")]
    [InlineData("ReCaptcha", "Captcha:Secret")]
    [InlineData("HCaptcha", "Captcha:SiteKey")]
    [InlineData("HCaptcha", "Captcha:Secret")]
    [InlineData("Turnstile", "Captcha:SiteKey")]
    [InlineData("Turnstile", "Captcha:Secret")]
    public void Missing_setting_of_a_captcha_provider_stops_start_up_and_is_named(string provider, string missing)
    {
        using var service = new Service();
        service.Settings["Captcha:Provider"] = provider;
        service.Settings[missing is "Captcha:Secret" ? "Captcha:SiteKey" : "Captcha:Secret"] = "given";
        var failure = Assert.ThrowsAny<Exception>(() => service.CreateClient());
        Assert.Contains($"{missing} must be set", failure.ToString(), StringComparison.Ordinal);
    }
}
