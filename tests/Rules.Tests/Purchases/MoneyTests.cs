using System.Text.RegularExpressions;
using OrleansRegistration.Purchases;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0.01", "0.01")]
    [InlineData("1", "1.00")]
    [InlineData("12.5", "12.50")]
    [InlineData("0000001.00", "1.00")]
    [InlineData("1000000", "1000000.00")]
    [InlineData("1000000.00", "1000000.00")]
    public void Amount_is_read_and_written(string text, string written)
    {
        Assert.True(Money.TryParse(text, out var amount));
        Assert.Equal(written, Money.Write(amount));
        Assert.Matches(Money.Pattern, text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1.000")]
    [InlineData("1.2.3")]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("1e2")]
    [InlineData("٣")]
    [InlineData("1000000.01")]
    [InlineData("00000001")]
    public void Another_text_is_refused(string? text) => Assert.False(Money.TryParse(text, out _));

    [Fact]
    public void Id_of_a_purchase_is_a_segment_of_a_path()
    {
        var visible = Enumerable.Range(0, 128).Select(c => (char)c).Where(c => c is > ' ' and <= '~').ToArray();
        foreach (var c in Enumerable.Range(0, 256).Select(c => (char)c))
        {
            Assert.Equal(visible.Contains(c) && c is not ('/' or '.'), PurchaseId.IsValid($"{c}"));
            Assert.Equal(Regex.IsMatch($"a{c}b", PurchaseId.Pattern), PurchaseId.IsValid($"a{c}b"));
        }

        Assert.False(PurchaseId.IsValid(".."));
        Assert.True(PurchaseId.IsValid("..."));
        Assert.False(PurchaseId.IsValid(null));
        Assert.False(PurchaseId.IsValid(""));
        Assert.True(PurchaseId.IsValid(new('x', 128)));
        Assert.False(PurchaseId.IsValid(new('x', 129)));
    }

    [Theory]
    [InlineData("shop", "order-1")]
    [InlineData("shop", "!\"#$%&'()*+,-.0:;<=>?@[\\]^_`{|}~")]
    [InlineData("a/b", "c")]
    public void Key_of_a_purchase_is_read_back(string service, string id)
    {
        var purchase = new PurchaseId(service, id);
        Assert.True(GrainKeys.TryParsePurchase(purchase.GrainKey, out var read));
        Assert.Equal(purchase, read);
    }

    [Theory]
    [InlineData("purchase")]
    [InlineData("purchase/")]
    [InlineData("purchase/shop")]
    [InlineData("purchase//order")]
    [InlineData("purchase/shop/")]
    [InlineData("purchase/shop/..")]
    [InlineData("purchases/shop/order")]
    public void Another_key_is_not_a_purchases(string key) => Assert.False(GrainKeys.TryParsePurchase(key, out _));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99.99, 0)]
    [InlineData(100, 1)]
    [InlineData(499.99, 1)]
    [InlineData(500, 2)]
    [InlineData(1000, 3)]
    [InlineData(5000, 4)]
    [InlineData(9999.99, 4)]
    [InlineData(10000, 5)]
    [InlineData(1e12, 5)]
    public void Level_is_the_highest_whose_threshold_is_reached(double consumption, int level) =>
        Assert.Equal(level, new LevelOptions().LevelOf((decimal)consumption));
}
