namespace OrleansRegistration.InvitationCodes;

/// <summary>Which of a code's two counts a redemption adds to. Stored by name.</summary>
public enum RedemptionKind
{
    /// <summary>An account was committed with the code.</summary>
    Registered,

    /// <summary>An account committed with the code was activated.</summary>
    Activated,

    /// <summary>An account was committed with the code and is active at once. Adds to both counts.</summary>
    RegisteredActive,
}
