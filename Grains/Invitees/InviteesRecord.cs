using System.Collections.Immutable;

namespace OrleansRegistration.Invitees;

/// <summary>The record of a page: uses by ordinal. Ids only; what is shown of an account is asked of the account.</summary>
internal sealed record InviteesRecord
{
    public ImmutableArray<CountedRedemption> Uses
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    /// <summary>Puts each in the place of its ordinal; changes nothing when all are there.</summary>
    public InviteesRecord Add(ImmutableArray<CountedRedemption> uses) =>
        uses.All(Uses.Contains)
            ? this
            : this with
            {
                Uses =
                [
                    .. Uses.Where(known => uses.All(use => use.Ordinal != known.Ordinal))
                        .Concat(uses)
                        .OrderBy(use => use.Ordinal),
                ],
            };
}
