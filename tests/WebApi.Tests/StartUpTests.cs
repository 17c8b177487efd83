namespace OrleansRegistration.Tests;

public sealed class StartUpTests
{
    [Theory]
    [InlineData("Tokens:AccessMinutes", "0")]
    [InlineData("Tokens:AccessMinutes", "soon")]
    [InlineData("Tokens:Audience", "")]
    [InlineData("Registration:MaxInFlight", "0")]
    [InlineData("Registration:RequireInvitation", "perhaps")]
    [InlineData("Captcha:Provider", "ProofOfWork")]
    [InlineData("Captcha:Provider", "Unheard")]
    [InlineData("Cluster:Mode", "Clustered")]
    [InlineData("Cluster:Mode", "Unheard")]
    [InlineData("Cluster:GatewayPort", "70000")]
    [InlineData("Levels:Thresholds:2", "1")]
    [InlineData("PublicUrl", "nowhere")]
    [InlineData("Mail:Mode", "Smtp")]
    [InlineData("Mail:From", "nobody")]
    [InlineData("Mail:Port", "0")]
    [InlineData("Registration:ActivationDays", "-1")]
    [InlineData("Cors:Origins:0", "https://example.com/path")]
    public void Wrong_setting_stops_start_up_and_is_named(string key, string value)
    {
        using var service = new Service();
        service.Settings[key] = value;
        var failure = Assert.ThrowsAny<Exception>(() => service.CreateClient());
        Assert.Contains(key == "Mail:Mode" ? "Mail:Host" : key, failure.ToString(), StringComparison.Ordinal);
    }
}
