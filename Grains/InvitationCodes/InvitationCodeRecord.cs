using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansRegistration.Audit;
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
    /// <summary>The user whose code it is; an empty id for a house code, which nobody is ever asked about.</summary>
    public required UserId Owner { get; init; }

    /// <summary>The owner's attempt that issued the code; of a house code the act or the job that did.</summary>
    public required Guid Attempt { get; init; }

    /// <summary>How long the claim of <see cref="Attempt"/> is respected without asking the owner.</summary>
    public required DateTimeOffset LeaseEnd { get; init; }

    /// <summary>
    /// The owner's committed record was seen to name the code, or it is a house code. This never changes back.
    /// </summary>
    public bool OwnerCommitted { get; init; }

    /// <summary>An operator has disabled the code.</summary>
    public bool Disabled { get; init; }

    /// <summary>
    /// The code is retired for good, whatever its terms say, because its owner has a newer code or has left.
    /// <c>null</c> until then.
    /// </summary>
    public bool? Retired { get; init; }

    /// <summary>The limit that an operator set; <c>null</c> for none.</summary>
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

    /// <summary>What operators say of the code; <c>null</c> for nothing.</summary>
    public Issued? Issued { get; init; }

    /// <summary>Whether an operator froze this one code. <c>null</c> for <c>false</c>.</summary>
    public bool? Frozen { get; init; }

    /// <summary>What the owner's record says of the code; <c>null</c> for nothing.</summary>
    public OwnerTerms? OwnerTerms { get; init; }

    /// <summary>
    /// <see cref="Used"/> when the limit was last set below it; <c>null</c> if it was not. So <c>fsck</c> can tell a
    /// lowered limit from one that was exceeded.
    /// </summary>
    public long? UsedWhenLowered { get; init; }

    /// <summary>The last act on the code; <c>null</c> before the first. Kept for ever.</summary>
    public Act? Act { get; init; }

    /// <summary>Whether the code belongs to nobody.</summary>
    [JsonIgnore]
    public bool IsHouse => Owner == default;

    /// <summary>Whether the code is frozen, itself or with its owner's account.</summary>
    [JsonIgnore]
    public bool IsFrozen => Frozen is true || OwnerTerms is { Frozen: true };

    /// <summary>Redemptions of sign-ups that are pending, by attempt.</summary>
    [JsonIgnore]
    public IEnumerable<KeyValuePair<Guid, PendingRedemption>> SignUps =>
        Pending.Where(p => p.Value.Kind != RedemptionKind.Activated);

    /// <summary>How many redemptions of sign-ups are pending.</summary>
    [JsonIgnore]
    public int Reserved => SignUps.Count();

    /// <summary>Redemptions of sign-ups that are counted or pending: what the limit bounds.</summary>
    [JsonIgnore]
    public long Used => Registered + Reserved;

    /// <summary>The limit, or what the owner's quota leaves, whichever is less; <c>null</c> without either.</summary>
    [JsonIgnore]
    public long? LowestLimit => Limit < OwnerTerms?.Limit ? Limit : OwnerTerms?.Limit ?? Limit;

    /// <summary>
    /// Redemptions left: the limit less those counted and pending (docs/protocol.md#rule-14). <c>null</c> without a
    /// limit.
    /// </summary>
    [JsonIgnore]
    public long? Remaining => LowestLimit - Used;

    /// <summary>The row of a code that an operator issues.</summary>
    public static InvitationCodeRecord Of(CodeIssue issue, DateTimeOffset now, DateTimeOffset leaseEnd) =>
        new()
        {
            Owner = issue.Owner ?? default,
            Attempt = issue.Attempt,
            LeaseEnd = issue.Owner is null ? now : leaseEnd,
            OwnerCommitted = issue.Owner is null,
            Disabled = !issue.Terms.Enabled,
            Limit = issue.Terms.Limit,
            ExpiresAt = issue.Terms.ExpiresAt,
            Issued = new()
            {
                At = now,
                Request = issue.Act.Id,
                Label = issue.Details.Label,
                Note = issue.Details.Note,
                EmailDomain = issue.Details.EmailDomain,
            },
            Act = issue.Owner is null
                ? Act.After(null, ActKinds.IssueCode, issue.Act, now, ("label", issue.Details.Label))
                : null,
        };

    /// <summary>
    /// Whether the same act made this row for another attempt of the same owner, which is not known to have committed.
    /// </summary>
    public bool IsEarlierClaimOf(CodeIssue issue) =>
        !OwnerCommitted && issue.Owner == Owner && Issued?.Request == issue.Act.Id;

    /// <summary>Why the code cannot be redeemed now; <see cref="RedeemOutcome.Granted"/> when it can.</summary>
    public RedeemOutcome Usable(DateTimeOffset now) =>
        Disabled || Retired is true || IsFrozen ? RedeemOutcome.Disabled
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

        if (
            outcome == RedeemOutcome.Granted
            && request.Kind != RedemptionKind.Activated
            && Issued?.EmailDomain is { } domain
            && domain != request.EmailDomain
        )
        {
            outcome = RedeemOutcome.WrongEmailDomain;
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

    /// <summary>The row after a change by an operator, with its act. The same row when nothing changes.</summary>
    public InvitationCodeRecord Change(CodeChange change, ActRequest request, DateTimeOffset now)
    {
        var issued = Issued ?? new();
        var next = this with
        {
            Disabled = !(change.Enabled ?? !Disabled),
            Limit = change.Limit is { } limit ? limit.Value : Limit,
            ExpiresAt = change.ExpiresAt is { } expiry ? expiry.Value : ExpiresAt,
            Issued = issued with
            {
                Label = change.Label is { } label ? label.Value : issued.Label,
                Note = change.Note is { } note ? note.Value : issued.Note,
                EmailDomain = change.EmailDomain is { } domain ? domain.Value : issued.EmailDomain,
            },
        };
        if (next.Issued == issued)
        {
            next = next with { Issued = Issued };
        }

        return next == this
            ? this
            : next with
            {
                Act = Act.After(Act, ActKinds.ChangeCode, request, now, [.. CodeTexts.Differences(this, next)]),
                UsedWhenLowered = next.Limit == Limit ? UsedWhenLowered : next.UseAbove(),
            };
    }

    /// <summary>The row of a code that is frozen, or is not. The same row when it is so already.</summary>
    public InvitationCodeRecord Freeze(bool frozen, ActRequest? request, DateTimeOffset now) =>
        Frozen is true == frozen
            ? this
            : this with
            {
                Frozen = frozen ? true : null,
                Act = request is null
                    ? Act
                    : Act.After(Act, frozen ? ActKinds.FreezeCode : ActKinds.UnfreezeCode, request, now),
            };

    /// <summary>
    /// The row with newer terms of its owner. The same row when they are older than those that it has.
    /// </summary>
    public InvitationCodeRecord Follow(OwnerTerms terms)
    {
        if (terms.Number < OwnerTerms?.Number || terms == OwnerTerms)
        {
            return this;
        }

        var next = this with { OwnerTerms = terms };
        return next.LowestLimit == LowestLimit ? next : next with { UsedWhenLowered = next.UseAbove() };
    }

    /// <summary>The code as operators see it.</summary>
    public CodeDescription Describe(DateTimeOffset now) =>
        new(
            StateOf(Retired is true, Disabled, IsFrozen, ExpiresAt <= now, Remaining <= 0),
            IsHouse ? null : Owner,
            new(!Disabled, Limit, ExpiresAt),
            OwnerTerms?.Limit,
            new(Issued?.Label, Issued?.Note, Issued?.EmailDomain),
            Issued?.At,
            Issued?.Request,
            Issued?.Batch,
            Reserved,
            Registered,
            Activated
        );

    /// <summary>What several reasons together make of a code.</summary>
    public static CodeState StateOf(bool isRetired, bool isDisabled, bool isFrozen, bool hasExpired, bool isUsedUp) =>
        isRetired ? CodeState.Retired
        : isDisabled ? CodeState.Disabled
        : isFrozen ? CodeState.Frozen
        : hasExpired ? CodeState.Expired
        : isUsedUp ? CodeState.UsedUp
        : CodeState.Active;

    private long? UseAbove() => Used > LowestLimit ? Used : null;

    /// <summary>Cancels a pending redemption. Changes nothing when it is not pending.</summary>
    public InvitationCodeRecord Cancel(Guid attempt) =>
        Pending.ContainsKey(attempt) ? this with { Pending = Pending.Remove(attempt) } : this;

    private IEnumerable<KeyValuePair<Guid, PendingRedemption>> OwnRedemptions(RedeemRequest request) =>
        Pending.Where(p => p.Value.User == request.User && p.Value.Kind == request.Kind);
}
