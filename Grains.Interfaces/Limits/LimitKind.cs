namespace OrleansRegistration.Limits;

/// <summary>What is limited. Each is counted on its own.</summary>
public enum LimitKind
{
    /// <summary>Sign-ups from an address.</summary>
    SignUp,

    /// <summary>Log-ins from an address.</summary>
    LogIn,

    /// <summary>Looks at invitation codes from an address.</summary>
    CodeLookup,

    /// <summary>Questions from an address whether names are to be had.</summary>
    Availability,

    /// <summary>Captcha challenges for an address.</summary>
    Captcha,

    /// <summary>Activations from an address.</summary>
    Activation,

    /// <summary>Requests from an address for another activation mail.</summary>
    Resend,

    /// <summary>Requests from an address for a mail because of a forgotten password.</summary>
    Forgot,

    /// <summary>New passwords by mailed token from an address.</summary>
    Reset,

    /// <summary>Refreshes of sessions from an address.</summary>
    Refresh,

    /// <summary>Activation mails asked for by an account, or for an e-mail address.</summary>
    ResendAccount,

    /// <summary>Mails because of a forgotten password, for an e-mail address.</summary>
    ForgotAccount,

    /// <summary>Requests with an access token, and log-outs, from an address.</summary>
    Account,
}
