using System.Collections.Immutable;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;

namespace OrleansRegistration.Users;

/// <summary>A sign-up whose own rules all hold; what is left to find out is whether its names and its code are to be had.</summary>
/// <param name="Password">8–128 characters, in clear; never stored, never logged.</param>
/// <param name="Code">The inviter's code, or <c>null</c> for none.</param>
/// <param name="Fingerprint">
/// <c>null</c> when the user id is random. When it was derived from an <c>Idempotency-Key</c>: a keyed hash of everything in the request but
/// the password, which a repeat must match.
/// </param>
/// <param name="Language">The language of mails to the account, <c>zh-Hans</c> or <c>en</c>; <c>null</c> is English. A repeat need not match it.</param>
/// <param name="UserAgent">
/// The client, for the list of sessions; the grain shortens it. A repeat need not match it.
/// </param>
[GenerateSerializer, Immutable, Alias("sign-up")]
public sealed record SignUp(
    [property: Id(0)] Username Username,
    [property: Id(1)] Nickname Nickname,
    [property: Id(2)] EmailAddress Email,
    [property: Id(3)] string Password,
    [property: Id(4)] InvitationCode? Code,
    [property: Id(5)] string? Fingerprint,
    [property: Id(6)] string? Language = null,
    [property: Id(7)] string? UserAgent = null
)
{
    /// <summary>
    /// How long after a sign-up a repeat under its <c>Idempotency-Key</c> gets the first result again.
    /// </summary>
    public static readonly TimeSpan KeyLife = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    /// <remarks>Without the password and the names: messages are logged.</remarks>
    public override string ToString() => nameof(SignUp);
}

/// <summary>How a sign-up ended.</summary>
public enum SignUpOutcome
{
    /// <summary>The account was made and is durable.</summary>
    Created,

    /// <summary>A repeat under the same <c>Idempotency-Key</c>: the account was there already; the first result again.</summary>
    Repeated,

    /// <summary>Something wanted is not to be had; all of it is listed. Nothing was counted or kept.</summary>
    Refused,

    /// <summary>
    /// The <c>Idempotency-Key</c> was used for another request, or the password is not that of its account.
    /// </summary>
    KeyReused,

    /// <summary>Too many passwords wait to be hashed. Nothing was counted or kept; try again.</summary>
    Overloaded,

    /// <summary>A claim or the commit failed for sure. Nothing was counted or kept; try again.</summary>
    Failed,

    /// <summary>Storage did not say whether the commit landed. Only a repeat with the same <c>Idempotency-Key</c> tells.</summary>
    Unknown,

    /// <summary>
    /// The account of this <c>Idempotency-Key</c> is older than <see cref="SignUp.KeyLife"/>: its owner must log in.
    /// </summary>
    KeyExpired,

    /// <summary>A repeat after too many wrong passwords for this account; nothing was checked.</summary>
    Limited,
}

/// <summary>The part of a sign-up that was refused.</summary>
public enum SignUpField
{
    /// <summary>The username.</summary>
    Username,

    /// <summary>The nickname.</summary>
    Nickname,

    /// <summary>The e-mail address.</summary>
    Email,

    /// <summary>The inviter's code.</summary>
    InvitationCode,
}

/// <summary>Why a part of a sign-up was refused. The lower-cased member is the HTTP error code.</summary>
public enum RefusalReason
{
    /// <summary>Somebody else has the name, or is just taking it.</summary>
    Taken,

    /// <summary>There is no such code.</summary>
    Invalid,

    /// <summary>The code's time is over.</summary>
    Expired,

    /// <summary>The code was stopped.</summary>
    Disabled,

    /// <summary>The code's uses are all taken.</summary>
    Exhausted,
}

/// <summary>One refused part.</summary>
[GenerateSerializer, Immutable, Alias("refusal")]
public sealed record Refusal([property: Id(0)] SignUpField Field, [property: Id(1)] RefusalReason Reason);

/// <summary>The answer to a sign-up.</summary>
/// <param name="Account">Set for <see cref="SignUpOutcome.Created"/> and <see cref="SignUpOutcome.Repeated"/>.</param>
/// <param name="Refusals">Every refused part, for <see cref="SignUpOutcome.Refused"/>; otherwise empty.</param>
/// <param name="RetryAfter">How long to wait; for <see cref="SignUpOutcome.Limited"/> only.</param>
[GenerateSerializer, Immutable, Alias("sign-up-result")]
public sealed record SignUpResult(
    [property: Id(0)] SignUpOutcome Outcome,
    [property: Id(1)] Account? Account,
    [property: Id(2)] ImmutableArray<Refusal> Refusals,
    [property: Id(3)] TimeSpan RetryAfter = default
)
{
    /// <summary>An answer without an account.</summary>
    public static SignUpResult Without(SignUpOutcome outcome) => new(outcome, null, []);
}
