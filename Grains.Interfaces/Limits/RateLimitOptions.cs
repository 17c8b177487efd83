using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Limits;

/// <summary>
/// Settings <c>RateLimits:*</c>. The defaults per address are made for a launch at which a whole campus comes from one
/// address (NAT): they stop programs, not crowds. Other means protect what is expensive: the captcha and
/// <c>Registration:PatienceSeconds</c> protect sign-ups, limits per account protect passwords, and their length
/// protects mailed tokens and codes.
/// </summary>
public sealed class RateLimitOptions : IValidatableObject
{
    /// <summary>
    /// <c>RateLimits:Enabled</c>: default <c>true</c>. <c>false</c> counts nothing and neither delays nor locks
    /// log-ins.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// <c>RateLimits:SignUp</c>, per address: default 600 in 60 s, for a lecture hall that signs up in one minute.
    /// </summary>
    public LimitSetting SignUp { get; set; } = new() { Count = 600, WindowSeconds = 60 };

    /// <summary>
    /// <c>RateLimits:LogIn</c>, per address: default 600 in 60 s, for the same crowd. Slows down attacks that try one
    /// password on many accounts.
    /// </summary>
    public LimitSetting LogIn { get; set; } = new() { Count = 600, WindowSeconds = 60 };

    /// <summary>
    /// <c>RateLimits:CodeLookup</c>, per address: default 600 in 60 s, one for each sign-up. At this rate codes cannot
    /// be guessed.
    /// </summary>
    public LimitSetting CodeLookup { get; set; } = new() { Count = 600, WindowSeconds = 60 };

    /// <summary>
    /// <c>RateLimits:Availability</c>, per address: default 3,000 in 60 s, because a form asks several times while
    /// somebody types.
    /// </summary>
    public LimitSetting Availability { get; set; } = new() { Count = 3000, WindowSeconds = 60 };

    /// <summary>
    /// <c>RateLimits:Captcha</c>, per address: default 1,200 in 60 s, two for each sign-up. A challenge costs little.
    /// </summary>
    public LimitSetting Captcha { get; set; } = new() { Count = 1200, WindowSeconds = 60 };

    /// <summary><c>RateLimits:Activation</c>, per address: default 600 in 60 s, one for each sign-up.</summary>
    public LimitSetting Activation { get; set; } = new() { Count = 600, WindowSeconds = 60 };

    /// <summary><c>RateLimits:Resend</c>, per address: default 120 in 60 s, because each may send a mail.</summary>
    public LimitSetting Resend { get; set; } = new() { Count = 120, WindowSeconds = 60 };

    /// <summary><c>RateLimits:Forgot</c>, per address: default 120 in 60 s, because each may send a mail.</summary>
    public LimitSetting Forgot { get; set; } = new() { Count = 120, WindowSeconds = 60 };

    /// <summary>
    /// <c>RateLimits:Reset</c>, per address: default 120 in 60 s, because each valid token costs a password hash.
    /// </summary>
    public LimitSetting Reset { get; set; } = new() { Count = 120, WindowSeconds = 60 };

    /// <summary>
    /// <c>RateLimits:Refresh</c>, per address: default 3,000 in 60 s, because every open page refreshes each quarter of
    /// an hour.
    /// </summary>
    public LimitSetting Refresh { get; set; } = new() { Count = 3000, WindowSeconds = 60 };

    /// <summary>
    /// <c>RateLimits:ResendAccount</c>, per account: default 10 in 3,600 s, besides <c>Mail:MinIntervalSeconds</c>.
    /// </summary>
    public LimitSetting ResendAccount { get; set; } = new() { Count = 10, WindowSeconds = 3600 };

    /// <summary>
    /// <c>RateLimits:ForgotAccount</c>, per e-mail address, with or without an account: default 10 in 3,600 s. If a
    /// stranger exhausts the limit of an address, its owner has received valid tokens thereby.
    /// </summary>
    public LimitSetting ForgotAccount { get; set; } = new() { Count = 10, WindowSeconds = 3600 };

    /// <summary>
    /// <c>RateLimits:Account</c>, per address: default 6,000 in 60 s, for requests with an access token and log-outs. A
    /// lecture hall makes as many when each page sends ten requests a minute.
    /// </summary>
    public LimitSetting Account { get; set; } = new() { Count = 6000, WindowSeconds = 60 };

    /// <summary>
    /// <c>RateLimits:CorrectionAccount</c>, per account: default 10 in 86,400 s, because each correction may mail a
    /// stranger.
    /// </summary>
    public LimitSetting CorrectionAccount { get; set; } = new() { Count = 10, WindowSeconds = 86_400 };

    /// <summary>
    /// <c>RateLimits:SessionEndAfter</c>: how many wrong passwords in a row end a session. Counts those sent to change
    /// the password, to correct the address or to end the account. Default 10.
    /// </summary>
    [SettingRange("RateLimits:SessionEndAfter", 1, 100)]
    public int SessionEndAfter { get; set; } = 10;

    /// <summary>
    /// <c>RateLimits:LogInDelayAfter</c>: how many wrong passwords in a row delay the next log-in of the account. The
    /// delay is 1 s and doubles with each further one. Default 3.
    /// </summary>
    [SettingRange("RateLimits:LogInDelayAfter", 1, 100)]
    public int LogInDelayAfter { get; set; } = 3;

    /// <summary>
    /// <c>RateLimits:LogInLockAfter</c>: how many wrong passwords in a row lock the account for log-ins. Default 10;
    /// ASVS and NIST SP 800-63B allow up to 100.
    /// </summary>
    [SettingRange("RateLimits:LogInLockAfter", 1, 100)]
    public int LogInLockAfter { get; set; } = 10;

    /// <summary>
    /// <c>RateLimits:LogInLockSeconds</c>: how long an account stays locked, and how long wrong passwords are
    /// remembered, in seconds. Default 900.
    /// </summary>
    [SettingRange("RateLimits:LogInLockSeconds", 1, 86400)]
    public int LogInLockSeconds { get; set; } = 900;

    /// <summary>The limit of a kind.</summary>
    public RateLimit Of(LimitKind kind) => Setting(kind).ToLimit();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var kind in Enum.GetValues<LimitKind>())
        {
            if (Setting(kind).Count is < 1 or > LimitSetting.MaxCount)
            {
                yield return new ValidationResult(
                    $"RateLimits:{kind}:Count must be from 1 to {LimitSetting.MaxCount}.",
                    [kind.ToString()]
                );
            }

            if (Setting(kind).WindowSeconds is < 1 or > LimitSetting.MaxWindowSeconds)
            {
                yield return new ValidationResult(
                    $"RateLimits:{kind}:WindowSeconds must be from 1 to {LimitSetting.MaxWindowSeconds}.",
                    [kind.ToString()]
                );
            }
        }
    }

    private LimitSetting Setting(LimitKind kind) =>
        kind switch
        {
            LimitKind.SignUp => SignUp,
            LimitKind.LogIn => LogIn,
            LimitKind.CodeLookup => CodeLookup,
            LimitKind.Availability => Availability,
            LimitKind.Captcha => Captcha,
            LimitKind.Activation => Activation,
            LimitKind.Resend => Resend,
            LimitKind.Forgot => Forgot,
            LimitKind.Reset => Reset,
            LimitKind.Refresh => Refresh,
            LimitKind.ResendAccount => ResendAccount,
            LimitKind.ForgotAccount => ForgotAccount,
            LimitKind.Account => Account,
            LimitKind.CorrectionAccount => CorrectionAccount,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
