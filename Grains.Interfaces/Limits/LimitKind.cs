namespace OrleansRegistration.Limits;

/// <summary>The kinds of requests that are limited. Each kind is counted separately.</summary>
public enum LimitKind
{
    /// <summary>Sign-ups from an address.</summary>
    SignUp,

    /// <summary>Log-ins from an address.</summary>
    LogIn,

    /// <summary>Look-ups of invitation codes from an address.</summary>
    CodeLookup,

    /// <summary>Checks from an address whether names are available.</summary>
    Availability,

    /// <summary>Captcha challenges for an address.</summary>
    Captcha,

    /// <summary>Activations from an address.</summary>
    Activation,

    /// <summary>Requests from an address for another activation mail.</summary>
    Resend,

    /// <summary>Requests from an address for a reset mail.</summary>
    Forgot,

    /// <summary>New passwords by a mailed token, from an address.</summary>
    Reset,

    /// <summary>Refreshes of sessions from an address.</summary>
    Refresh,

    /// <summary>Requests for an activation mail by an account or for an e-mail address.</summary>
    ResendAccount,

    /// <summary>Reset mails for an e-mail address.</summary>
    ForgotAccount,

    /// <summary>Requests with an access token, and log-outs, from an address.</summary>
    Account,

    /// <summary>Corrections of the e-mail address of an account.</summary>
    CorrectionAccount,
}
