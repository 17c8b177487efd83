using System.Collections.Immutable;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;

namespace OrleansRegistration.Users;

/// <summary>A sign-up that is valid in itself. Whether its names and its code are available is still unknown.</summary>
/// <param name="Password">8–128 characters, in clear. Never stored or logged.</param>
/// <param name="Code">The inviter's code; <c>null</c> for none.</param>
/// <param name="Fingerprint">
/// <c>null</c> when the user id is random. When the id was derived from an <c>Idempotency-Key</c>: a keyed hash of the
/// request without its password. A repeat must match it.
/// </param>
/// <param name="Language">
/// The language of mails: <c>zh-Hans</c> or <c>en</c>; <c>null</c> for English. A repeat need not match it.
/// </param>
/// <param name="UserAgent">
/// The User-Agent, for the list of sessions. The grain shortens it. A repeat need not match it.
/// </param>
/// <param name="IsRepeat">Whether an earlier call for the same user id may have been committed.</param>
[GenerateSerializer, Immutable, Alias("sign-up")]
public sealed record SignUp(
    [property: Id(0)] Username Username,
    [property: Id(1)] Nickname Nickname,
    [property: Id(2)] EmailAddress Email,
    [property: Id(3)] string Password,
    [property: Id(4)] InvitationCode? Code,
    [property: Id(5)] string? Fingerprint,
    [property: Id(6)] string? Language = null,
    [property: Id(7)] string? UserAgent = null,
    [property: Id(8)] bool IsRepeat = false
)
{
    /// <summary>
    /// How long a repeat under the same <c>Idempotency-Key</c> gets the first result again.
    /// </summary>
    public static readonly TimeSpan KeyLife = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    /// <remarks>Leaves out password and names, because messages are logged.</remarks>
    public override string ToString() => nameof(SignUp);
}

/// <summary>The result of a sign-up.</summary>
public enum SignUpOutcome
{
    /// <summary>The account was created and is durable.</summary>
    Created,

    /// <summary>A repeat under the same <c>Idempotency-Key</c>. The answer is the first result again.</summary>
    Repeated,

    /// <summary>A name or the code is not available. All refusals are listed. Nothing was counted or kept.</summary>
    Refused,

    /// <summary>
    /// The <c>Idempotency-Key</c> was used for another request, or the password is not that account's.
    /// </summary>
    KeyReused,

    /// <summary>Too many passwords wait to be hashed. Nothing was counted or kept; a repeat may succeed.</summary>
    Overloaded,

    /// <summary>A claim or the commit surely failed. Nothing was counted or kept; a repeat may succeed.</summary>
    Failed,

    /// <summary>
    /// Storage did not say whether the commit landed. Only a repeat under the same <c>Idempotency-Key</c> can tell.
    /// </summary>
    Unknown,

    /// <summary>
    /// The account of this <c>Idempotency-Key</c> is older than <see cref="SignUp.KeyLife"/>. Its owner must log in.
    /// </summary>
    KeyExpired,

    /// <summary>A repeat after too many wrong passwords for this account. The password was not checked.</summary>
    Limited,
}

/// <summary>A part of a sign-up that can be refused.</summary>
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

/// <summary>Why a part of a sign-up was refused.</summary>
public enum RefusalReason
{
    /// <summary>Another account holds the name, or is just taking it.</summary>
    Taken,

    /// <summary>There is no such code.</summary>
    Invalid,

    /// <summary>The code has expired.</summary>
    Expired,

    /// <summary>The code was disabled or retired.</summary>
    Disabled,

    /// <summary>The code's limit is reached.</summary>
    Exhausted,

    /// <summary>The code is only for e-mail addresses of another domain.</summary>
    WrongEmailDomain,
}

/// <summary>One refused part.</summary>
[GenerateSerializer, Immutable, Alias("refusal")]
public sealed record Refusal([property: Id(0)] SignUpField Field, [property: Id(1)] RefusalReason Reason);

/// <summary>The answer to a sign-up.</summary>
/// <param name="Account">Set for <see cref="SignUpOutcome.Created"/> and <see cref="SignUpOutcome.Repeated"/>.</param>
/// <param name="Refusals">Every refused part, for <see cref="SignUpOutcome.Refused"/>; otherwise empty.</param>
/// <param name="RetryAfter">How long to wait, for <see cref="SignUpOutcome.Limited"/> only.</param>
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
