using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansRegistration.Invitees;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>
/// The record of a code. <see cref="Pending"/> holds only redemptions in flight, by attempt, so the record stays small.
/// </summary>
/// <remarks>
/// A stored row may lack a member. The serializer then sets the member to its type's default and skips its initialiser.
/// So a member's default must be <c>default</c>, or its <c>init</c> must restore it.
/// </remarks>
internal sealed record InvitationCodeRecord
{
    public required UserId Owner { get; init; }

    /// <summary>The owner's attempt that issued the code.</summary>
    public required Guid Attempt { get; init; }

    /// <summary>How long the claim of <see cref="Attempt"/> is respected without asking the owner.</summary>
    public required DateTimeOffset LeaseEnd { get; init; }

    /// <summary>The owner's committed record was seen to name the code. This never changes back.</summary>
    public bool OwnerCommitted { get; init; }

    /// <summary>An operator has disabled the code.</summary>
    public bool Disabled { get; init; }

    /// <summary>
    /// The code is retired for good, whatever its terms say, because its owner has a newer code or has left.
    /// <c>null</c> until then.
    /// </summary>
    public bool? Retired { get; init; }

    public long? Limit { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public long Registered { get; init; }

    public long Activated { get; init; }

    public ImmutableDictionary<Guid, PendingRedemption> Pending
    {
        get;
        init => field = value ?? field;
    } = ImmutableDictionary<Guid, PendingRedemption>.Empty;

    /// <summary>Counted redemptions that are on no page yet (docs/adr/0013-account.md); <c>null</c> for none.</summary>
    public ImmutableArray<CountedRedemption>? Unlisted { get; init; }

    /// <summary>
    /// The first ordinal that is listed; <c>null</c> for none. An older version counted the redemptions before it
    /// without listing them.
    /// </summary>
    public long? FirstListed { get; init; }

    /// <summary>
    /// Redemptions left: the limit less those counted and pending (docs/protocol.md#rule-14). <c>null</c> without a
    /// limit.
    /// </summary>
    [JsonIgnore]
    public long? Remaining => Limit - Registered - Pending.Values.Count(p => p.Kind != RedemptionKind.Activated);

    /// <summary>Why the code cannot be redeemed now; <see cref="RedeemOutcome.Granted"/> when it can.</summary>
    public RedeemOutcome Usable(DateTimeOffset now) =>
        Disabled || Retired is true ? RedeemOutcome.Disabled
        : ExpiresAt <= now ? RedeemOutcome.Expired
        : Remaining <= 0 ? RedeemOutcome.Exhausted
        : RedeemOutcome.Granted;

    /// <summary>
    /// Claims a redemption (docs/protocol.md#rule-12, docs/protocol.md#rule-14). The limit does not apply to an
    /// activation: its account was counted against the limit when it registered.
    /// </summary>
    public (RedeemOutcome Outcome, InvitationCodeRecord Next) Redeem(
        RedeemRequest request,
        DateTimeOffset now,
        DateTimeOffset leaseEnd
    )
    {
        if (Pending.ContainsKey(request.Attempt))
        {
            return (RedeemOutcome.Granted, this);
        }

        // The user's row has moved past the versions from which these attempts started, so none of them can commit.
        var outdated = OwnRedemptions(request)
            .Where(p => p.Value.StartVersion < request.StartVersion)
            .Select(p => p.Key);
        var without = this with { Pending = Pending.RemoveRange(outdated) };
        var outcome = request.Kind == RedemptionKind.Activated ? RedeemOutcome.Granted : without.Usable(now);
        if (outcome == RedeemOutcome.Exhausted && without.OwnRedemptions(request).Any())
        {
            outcome = RedeemOutcome.HeldByOwnAttempt;
        }

        return outcome == RedeemOutcome.Granted
            ? (
                outcome,
                without with
                {
                    Pending = without.Pending.Add(
                        request.Attempt,
                        new(request.User, request.Kind, request.StartVersion, leaseEnd)
                    ),
                }
            )
            : (outcome, this);
    }

    /// <summary>
    /// Counts a pending redemption. Changes nothing when it is not pending (docs/protocol.md#rule-13).
    /// </summary>
    public InvitationCodeRecord Settle(Guid attempt) =>
        Pending.GetValueOrDefault(attempt) switch
        {
            { Kind: RedemptionKind.Activated } => this with
            {
                Activated = Activated + 1,
                Pending = Pending.Remove(attempt),
            },
            { } registered => this with
            {
                Registered = Registered + 1,
                Activated = registered.Kind is RedemptionKind.RegisteredActive ? Activated + 1 : Activated,
                Pending = Pending.Remove(attempt),
                Unlisted = [.. Unlisted ?? [], new(Registered + 1, registered.User)],
                FirstListed = FirstListed ?? (Registered + 1),
            },
            _ => this,
        };

    /// <summary>Removes from <see cref="Unlisted"/> what is on its page now.</summary>
    public InvitationCodeRecord Listed(ImmutableArray<CountedRedemption> redemptions) =>
        Unlisted is { } unlisted && unlisted.RemoveRange(redemptions) is var left
            ? this with
            {
                Unlisted = left.IsEmpty ? null : left,
            }
            : this;

    /// <summary>Retires the code for good. The caller knows that the owner's committed record names the code.</summary>
    public InvitationCodeRecord Retire() =>
        Retired is true ? this : this with { Retired = true, OwnerCommitted = true };

    /// <summary>Cancels a pending redemption. Changes nothing when it is not pending.</summary>
    public InvitationCodeRecord Cancel(Guid attempt) =>
        Pending.ContainsKey(attempt) ? this with { Pending = Pending.Remove(attempt) } : this;

    private IEnumerable<KeyValuePair<Guid, PendingRedemption>> OwnRedemptions(RedeemRequest request) =>
        Pending.Where(p => p.Value.User == request.User && p.Value.Kind == request.Kind);
}
