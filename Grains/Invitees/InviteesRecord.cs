using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Invitees;

/// <summary>
/// The record of a page: redemptions by ordinal. It holds user ids only; everything shown of an account is read from
/// the account.
/// </summary>
internal sealed record InviteesRecord
{
    [JsonPropertyName("uses")]
    public ImmutableArray<CountedRedemption> Redemptions
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    /// <summary>Puts each redemption at its ordinal. Changes nothing when all are on the page.</summary>
    public InviteesRecord Add(ImmutableArray<CountedRedemption> redemptions) =>
        redemptions.All(Redemptions.Contains)
            ? this
            : this with
            {
                Redemptions =
                [
                    .. Redemptions
                        .Where(known => redemptions.All(added => added.Ordinal != known.Ordinal))
                        .Concat(redemptions)
                        .OrderBy(redemption => redemption.Ordinal),
                ],
            };
}
