using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansRegistration.Invitees;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>A use that is claimed and not yet counted or dropped.</summary>
/// <param name="StartVersion">The version of the user's row that the attempt started from.</param>
internal sealed record PendingRedemption(UserId User, RedemptionKind Kind, long StartVersion, DateTimeOffset LeaseEnd);

/// <summary>The record of a code. <see cref="Pending"/> holds only uses in flight, by attempt, so the record stays small.</summary>
/// <remarks>An absent stored member arrives as its type's default, past any initialiser: defaults of members are <c>default</c>, or restored by <c>init</c>.</remarks>
internal sealed record InvitationCodeRecord
{
    public required UserId Owner { get; init; }

    /// <summary>The owner's attempt that issued the code, and how long that is respected without asking.</summary>
    public required Guid Attempt { get; init; }

    public required DateTimeOffset LeaseEnd { get; init; }

    /// <summary>The owner's committed record was seen to name the code. It says so for ever.</summary>
    public bool OwnerCommitted { get; init; }

    /// <summary>The code was stopped.</summary>
    public bool Disabled { get; init; }

    /// <summary>Its owner names another code now, or has ended: stopped for good, whatever its terms say. <c>null</c> until then.</summary>
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

    /// <summary>Accounts that were counted and are on no page yet (docs/adr/0013); <c>null</c> for none.</summary>
    public ImmutableArray<CountedRedemption>? Unlisted { get; init; }

    /// <summary>The first account that was listed; <c>null</c> for none. Those before it were counted by a version that kept no list.</summary>
    public long? FirstListed { get; init; }

    /// <summary>Uses left, or <c>null</c> for any number: the limit less what is counted and what is claimed (rule 14).</summary>
    [JsonIgnore]
    public long? Remaining => Limit - Registered - Pending.Values.Count(p => p.Kind == RedemptionKind.Registered);

    /// <summary>Why nobody may register with the code now; <see cref="RedeemOutcome.Granted"/> when somebody may.</summary>
    public RedeemOutcome Usable(DateTimeOffset now) =>
        Disabled || Retired is true ? RedeemOutcome.Disabled
        : ExpiresAt <= now ? RedeemOutcome.Expired
        : Remaining <= 0 ? RedeemOutcome.Exhausted
        : RedeemOutcome.Granted;

    /// <summary>Claims a use (rules 12 and 14). An activation is not limited: its account was counted against the limit when it registered.</summary>
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

        // The user's row has moved past the versions these attempts started from, so none of them can commit.
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

    /// <summary>Counts a pending use; changes nothing when it is not pending (rule 13).</summary>
    public InvitationCodeRecord Settle(Guid attempt) =>
        Pending.GetValueOrDefault(attempt) switch
        {
            { Kind: RedemptionKind.Registered, User: var user } => this with
            {
                Registered = Registered + 1,
                Pending = Pending.Remove(attempt),
                Unlisted = [.. Unlisted ?? [], new(Registered + 1, user)],
                FirstListed = FirstListed ?? (Registered + 1),
            },
            { Kind: RedemptionKind.Activated } => this with
            {
                Activated = Activated + 1,
                Pending = Pending.Remove(attempt),
            },
            _ => this,
        };

    /// <summary>These are on their pages.</summary>
    public InvitationCodeRecord Listed(ImmutableArray<CountedRedemption> uses) =>
        Unlisted is { } unlisted && unlisted.RemoveRange(uses) is var left
            ? this with
            {
                Unlisted = left.IsEmpty ? null : left,
            }
            : this;

    /// <summary>Stops the code for good. Its owner's committed record has it among its codes.</summary>
    public InvitationCodeRecord Retire() =>
        Retired is true ? this : this with { Retired = true, OwnerCommitted = true };

    /// <summary>Drops a pending use; changes nothing when it is not pending.</summary>
    public InvitationCodeRecord Drop(Guid attempt) =>
        Pending.ContainsKey(attempt) ? this with { Pending = Pending.Remove(attempt) } : this;

    private IEnumerable<KeyValuePair<Guid, PendingRedemption>> OwnRedemptions(RedeemRequest request) =>
        Pending.Where(p => p.Value.User == request.User && p.Value.Kind == request.Kind);
}
