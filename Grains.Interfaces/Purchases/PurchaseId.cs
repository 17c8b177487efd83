namespace OrleansRegistration.Purchases;

/// <summary>
/// The id of a purchase: the name of the service that recorded it, and the id that the service chose. Unique for each
/// service.
/// </summary>
/// <param name="Service">The name of the service; <see cref="OfAdministrators"/> for administrators.</param>
/// <param name="Id">The id that the service chose (<see cref="IsValid"/>).</param>
[GenerateSerializer, Immutable, Alias("purchase-id")]
public sealed record PurchaseId([property: Id(0)] string Service, [property: Id(1)] string Id)
{
    /// <summary>The name under which administrators record purchases.</summary>
    public const string OfAdministrators = "admin";

    /// <summary>The most characters of an id.</summary>
    public const int MaxLength = 128;

    /// <summary>What <see cref="IsValid"/> accepts, but for the ids <c>.</c> and <c>..</c>.</summary>
    public const string Pattern = "^[!-.0-~]{1,128}$";

    /// <summary>The key of the purchase's grain.</summary>
    public string GrainKey => GrainKeys.ForPurchase(this);

    /// <summary>
    /// Whether a text may be the id of a purchase or a refund: 1 to <see cref="MaxLength"/> visible ASCII characters
    /// without a slash. An id is a segment of a path, so <c>.</c> and <c>..</c> are refused.
    /// </summary>
    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= MaxLength } and not ("." or "..")
        && id.All(character => character is > ' ' and <= '~' and not '/');
}
