using System.Text.Json.Serialization;

namespace OrleansRegistration.Tests;

/// <summary>What a client asked for.</summary>
internal enum What
{
    SignUp,
    LogIn,
    Me,
    Availability,
    Activation,
    PasswordChange,
    SignOut,
    Refresh,

    /// <summary>An account as its row has it after the run.</summary>
    Row,
}

/// <summary>How an operation ended.</summary>
internal enum Outcome
{
    /// <summary>It is under way, or nobody knows what became of it.</summary>
    Unknown,

    /// <summary>It was done.</summary>
    Ok,

    /// <summary>It was refused, and surely changed nothing.</summary>
    Fail,
}

/// <summary>
/// One operation of a client, with all of its tries. Times are microseconds of steady time since the run began.
/// </summary>
internal sealed class Operation
{
    public required int Process { get; init; }

    public required What What { get; init; }

    /// <summary>The sign-up that it is about: the <c>Idempotency-Key</c>.</summary>
    public required string Key { get; init; }

    public long Number { get; set; }

    public long Invoked { get; set; }

    public long Completed { get; set; } = long.MaxValue;

    public Outcome Outcome { get; set; }

    /// <summary>The names that a sign-up wants or asks about, as kind and uniqueness key.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The inviter's code of a sign-up; the own code of an account whose counts are read.</summary>
    public string? Code { get; set; }

    /// <summary>The session that an operation began, uses or ends.</summary>
    public string? Session { get; set; }

    /// <summary>The number of the password that was sent. Each change makes a higher one.</summary>
    public int Password { get; init; }

    /// <summary>The account's id in the answer.</summary>
    public string? User { get; set; }

    /// <summary>What was read: redemptions of the code; 1 for an available name and 0 for a taken one.</summary>
    public long? Count { get; set; }

    public int Tries { get; set; }

    /// <summary>The node that gave the truth.</summary>
    public int Node { get; set; }

    /// <summary>Why it was refused: status and code.</summary>
    public string? Error { get; set; }

    [JsonIgnore]
    public bool IsOk => Outcome == Outcome.Ok;
}
