using System.Globalization;

namespace OrleansRegistration.Fsck;

/// <summary>What a check saw.</summary>
/// <param name="Live">Live accounts.</param>
/// <param name="Ended">Accounts that were committed and lapsed or were deleted.</param>
/// <param name="Codes">Rows of codes.</param>
/// <param name="PendingUses">Uses of codes that are claimed and neither counted nor dropped.</param>
/// <param name="StaleClaims">Claims past their lease whose owner does not hold them: free for whoever asks. No breach until an hour later.</param>
/// <param name="Tombstones">Rows of users without an account: what sign-ups left that were under way when a process ended or storage failed. No breach.</param>
/// <param name="OverLimit">Codes above their limit, where limits were said to have been lowered; else 0, and each is a breach.</param>
/// <param name="Breaches">Breaches reported.</param>
internal sealed record FsckSummary(
    long Live,
    long Ended,
    long Codes,
    long PendingUses,
    long StaleClaims,
    long Tombstones,
    long OverLimit,
    long Breaches
)
{
    /// <summary>The last line of a report.</summary>
    public string ToLine() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Live} accounts ({Ended} ended), {Codes} codes, {PendingUses} pending uses, {StaleClaims} stale claims, {(Tombstones == 0 ? "" : $"{Tombstones} tombstones, ")}{(OverLimit == 0 ? "" : $"{OverLimit} codes above a lowered limit, ")}{Breaches} breaches"
        );
}
