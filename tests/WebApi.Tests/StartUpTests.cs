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
    [InlineData("Captcha:Provider", "ProofOfWork")]
    [InlineData("Captcha:Provider", "Unheard")]
    [InlineData("Cluster:Mode", "Clustered")]
    [InlineData("Cluster:Mode", "Unheard")]
    [InlineData("Cluster:GatewayPort", "70000")]
    [InlineData("Levels:Thresholds:2", "1")]
    [InlineData("PublicUrl", "nowhere")]
    [InlineData("Cors:Origins:0", "https://example.com/path")]
    public void Wrong_setting_stops_start_up_and_is_named(string key, string value)
    {
        using var service = new Service();
        service.Settings[key] = value;
        var failure = Assert.ThrowsAny<Exception>(() => service.CreateClient());
        Assert.Contains(key, failure.ToString(), StringComparison.Ordinal);
    }
}
