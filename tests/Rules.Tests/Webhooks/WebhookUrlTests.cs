using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Tests;

public sealed class WebhookUrlTests
{
    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("https://example.com:443/hook?token=1")]
    [InlineData("https://example.com:8443/hook")]
    [InlineData("https://[2001:db8::1]/")]
    [InlineData("https://bücher.example/")]
    public void Https_is_good(string url)
    {
        Assert.True(WebhookUrl.IsValid(url, allowPrivateNetworks: false));
        Assert.True(WebhookUrl.IsValid(url, allowPrivateNetworks: true));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/")]
    [InlineData("http://localhost/")]
    [InlineData("http://[::1]:5000/")]
    public void Http_to_this_machine_is_good_only_when_private_networks_are_allowed(string url)
    {
        Assert.False(WebhookUrl.IsValid(url, allowPrivateNetworks: false));
        Assert.True(WebhookUrl.IsValid(url, allowPrivateNetworks: true));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("/hook")]
    [InlineData("//example.com/hook")]
    [InlineData("https:///hook")]
    [InlineData("http://example.com/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://example.com:22/")]
    [InlineData("https://example.com:80/")]
    [InlineData("https://example.com:1023/")]
    [InlineData("https://example.com:0/")]
    [InlineData("https://user@example.com/")]
    [InlineData("https://user:password@example.com/")]
    [InlineData("https://example.com/#fragment")]
    [InlineData(" https://example.com/")]
    [InlineData("https://example.com/a b")]
    [InlineData("https://example.com/\r\nHost: other")]
    [InlineData("https://example.com/\u0000")]
    public void Others_are_refused(string? url)
    {
        Assert.False(WebhookUrl.IsValid(url, allowPrivateNetworks: false));
        Assert.False(WebhookUrl.IsValid(url, allowPrivateNetworks: true));
    }

    [Fact]
    public void Length_is_bounded()
    {
        const string begin = "https://example.com/";
        Assert.True(WebhookUrl.IsValid(begin + new string('a', WebhookUrl.MaxLength - begin.Length), false));
        Assert.False(WebhookUrl.IsValid(begin + new string('a', WebhookUrl.MaxLength - begin.Length + 1), false));
    }
}
