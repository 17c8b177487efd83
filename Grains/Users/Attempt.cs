using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>The result of an attempt's claims.</summary>
internal enum ClaimOutcome
{
    /// <summary>All claims are made, and durable.</summary>
    Granted,

    /// <summary>A name is taken, or the code cannot be redeemed.</summary>
    Refused,

    /// <summary>
    /// Only an older attempt of the same user is in the way. The user's row must be written once more, and a new
    /// attempt started (docs/protocol.md#rule-12).
    /// </summary>
    HeldByOwnAttempt,

    /// <summary>Too many passwords wait to be hashed.</summary>
    Overloaded,

    /// <summary>A claim could not be made, or its answer was lost.</summary>
    Failed,
}

/// <summary>A redemption of an inviter's code.</summary>
internal sealed record Redemption(InvitationCode Code, RedeemRequest Request);

/// <summary>One attempt at a change of an account: what it claims, what it commits, and its effects.</summary>
/// <param name="start">The user's row as it was before the first claim (docs/protocol.md#rule-1).</param>
internal sealed class Attempt(Stored<UserRecord> start)
{
    /// <summary>
    /// The row's version at the start. The attempt commits against no other (docs/protocol.md#rule-2).
    /// </summary>
    public long StartVersion => start.Version;

    /// <summary>
    /// The outbox message that the attempt enlists; <c>null</c> when the attempt has no effects for the outbox.
    /// </summary>
    public OutboxMessage? Message { get; init; }

    /// <summary>
    /// The redemption that the attempt claims, which the commit counts; <c>null</c> when there is none.
    /// </summary>
    public Redemption? Redemption { get; init; }

    /// <summary>Makes the claims; <c>null</c> when there are none.</summary>
    public Func<Task<ClaimOutcome>>? Claim { get; init; }

    /// <summary>The record to commit. Asked for once all claims are granted.</summary>
    public required Func<UserRecord> Next { get; init; }

    /// <summary>Whether a record shows that this attempt was committed.</summary>
    public required Func<UserRecord, bool> Shows { get; init; }

    /// <summary>
    /// Withdraws the claims, but for <see cref="Message"/> and <see cref="Redemption"/>. Called only when the attempt
    /// is over and surely never commits. <c>null</c> when there is nothing to withdraw.
    /// </summary>
    public Func<Task>? Withdraw { get; init; }

    /// <summary>
    /// Runs the effects of the commit; <c>null</c> to leave them to the outbox. Must handle every transient failure
    /// itself, because the commit is durable.
    /// </summary>
    public Func<Task>? Effects { get; init; }
}

/// <summary>What a look at the user's row leads to: a refusal, or an attempt.</summary>
internal readonly record struct Decision
{
    private Decision(ChangeOutcome outcome, Attempt? attempt) => (Outcome, Attempt) = (outcome, attempt);

    /// <summary>Why there is no attempt. Only if <see cref="Attempt"/> is <c>null</c>.</summary>
    public ChangeOutcome Outcome { get; }

    /// <summary>The attempt to run.</summary>
    public Attempt? Attempt { get; }

    public static implicit operator Decision(ChangeOutcome outcome) => new(outcome, null);

    public static implicit operator Decision(Attempt attempt) => new(default, attempt);
}
