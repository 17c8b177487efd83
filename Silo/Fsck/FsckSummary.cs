using System.Globalization;

namespace OrleansRegistration.Fsck;

/// <summary>The result of a check, in numbers.</summary>
/// <param name="Live">Live accounts.</param>
/// <param name="Ended">Committed accounts that lapsed or were deleted.</param>
/// <param name="Codes">Rows of codes.</param>
/// <param name="PendingRedemptions">Pending redemptions of codes.</param>
/// <param name="ClaimsPastLease">
/// Claims whose lease has passed and whose owner does not hold them: anybody may take them. No breach until an hour
/// later.
/// </param>
/// <param name="Tombstones">
/// Users' rows without an account, left by sign-ups that were under way when a process ended or storage failed. No
/// breach.
/// </param>
/// <param name="OverLimit">Codes above their limit, if the operator said that limits were lowered; else 0.</param>
/// <param name="Breaches">Breaches reported.</param>
internal sealed record FsckSummary(
    long Live,
    long Ended,
    long Codes,
    long PendingRedemptions,
    long ClaimsPastLease,
    long Tombstones,
    long OverLimit,
    long Breaches
)
{
    /// <summary>The last line of a report.</summary>
    public string ToLine()
    {
        var invariant = CultureInfo.InvariantCulture;
        var tombstones = Tombstones == 0 ? "" : string.Create(invariant, $"{Tombstones} tombstones, ");
        var overLimit = OverLimit == 0 ? "" : string.Create(invariant, $"{OverLimit} codes above a lowered limit, ");
        return string.Create(
            invariant,
            $"{Live} accounts ({Ended} ended), {Codes} codes, {PendingRedemptions} pending redemptions, "
                + $"{ClaimsPastLease} claims past their lease, {tombstones}{overLimit}{Breaches} breaches"
        );
    }
}
