namespace OrleansRegistration.Fsck;

/// <summary>What a store must hold at every moment (protocol.md, "Invariants"), as far as it can be seen in its rows.</summary>
internal enum Invariant
{
    /// <summary>A row's key and payload can be read as what its type says. Not numbered in protocol.md: all others need it.</summary>
    Readable,

    /// <summary>No two live accounts share a username, nickname or e-mail key; each live account's three claims name it.</summary>
    I1,

    /// <summary>Every code's counts, with the uses still to be counted, are its accounts; a committed record's codes name it.</summary>
    I2,

    /// <summary>A code's count and its pending uses are within its limit.</summary>
    I3,

    /// <summary>No claim's lease ends farther ahead than a lease can be long.</summary>
    I5,

    /// <summary>
    /// A claim of a name or a code whose owner does not hold it is gone an hour after its lease: nothing is left of a sign-up that was refused or given up
    /// (docs/adr/0016).
    /// </summary>
    Abandoned,

    /// <summary>Every live account that needs an activation mail was sent one, or its mail was given up, or is queued, or has a place in the outbox that will queue it.</summary>
    I6,

    /// <summary>
    /// What follows the end of an account or a new code is done, or a place in the outbox will do it: codes are retired, sessions closed, and
    /// nothing personal is left of who has ended (docs/adr/0013).
    /// </summary>
    CleanUp,

    /// <summary>Sessions are of an account that is or was, each is there once, and no more of them than there may be.</summary>
    Session,

    /// <summary>Of the keys that sign, one goes on, each is accepted until its last tokens have expired, and no secret is readable (docs/adr/0011).</summary>
    KeyRing,

    /// <summary>A used captcha answer is where it is looked for, and is forgotten some time (docs/adr/0010).</summary>
    Captcha,
}
