namespace OrleansRegistration.Fsck;

/// <summary>What a store must hold at every moment, as far as rows show it (docs/protocol.md#invariants).</summary>
internal enum Invariant
{
    /// <summary>
    /// The service can read each row's key and payload. Not numbered in the protocol: all other invariants need it.
    /// </summary>
    Readable,

    /// <summary>
    /// Each row of a store in several databases is in its home, so no key has two rows
    /// (docs/adr/0032-several-databases.md).
    /// </summary>
    Home,

    /// <summary>No two live accounts share a name, and each claims its three names (docs/protocol.md#i1).</summary>
    I1,

    /// <summary>
    /// Each code has counted exactly its accounts, and the codes of an account belong to it (docs/protocol.md#i2).
    /// </summary>
    I2,

    /// <summary>A code's count and its pending redemptions are within its limit (docs/protocol.md#i3).</summary>
    I3,

    /// <summary>No lease ends later than the longest lease from now (docs/protocol.md#i5).</summary>
    I5,

    /// <summary>
    /// A claim of a name or a code whose owner does not hold it is gone an hour after its lease: a sign-up that was
    /// refused or given up leaves nothing (docs/adr/0016-withdrawn-claims.md).
    /// </summary>
    Abandoned,

    /// <summary>
    /// The activation mail of each live account that needs one was sent or given up, or is queued, or an outbox message
    /// will queue it (docs/protocol.md#i6).
    /// </summary>
    I6,

    /// <summary>
    /// The clean-up after a new code or the end of an account is done, or an outbox message will do it: codes are
    /// retired, sessions are closed, and a deleted account leaves nothing personal (docs/adr/0013-account.md).
    /// </summary>
    CleanUp,

    /// <summary>Sessions belong to an account, are unique, and are not too many.</summary>
    Session,

    /// <summary>
    /// Exactly one signing key goes on, each signing key is accepted until its last tokens have expired, and every
    /// secret is encrypted (docs/adr/0011-sessions-and-keys.md).
    /// </summary>
    KeyRing,

    /// <summary>A consumed captcha answer is on its shard and will be forgotten (docs/adr/0010-captcha.md).</summary>
    Captcha,

    /// <summary>
    /// The read model says the same as the records, except of rows that it has not read since they were written
    /// (docs/adr/0034-operators.md).
    /// </summary>
    ReadModel,
}
