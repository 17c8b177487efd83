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
