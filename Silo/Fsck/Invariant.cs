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
}
