namespace OrleansRegistration.InvitationCodes;

/// <summary>Whether a code can be redeemed now, or the first reason why not.</summary>
[GenerateSerializer, Alias("code-state")]
public enum CodeState
{
    /// <summary>The code can be redeemed.</summary>
    Active,

    /// <summary>Its owner has a newer code, or has left. Final.</summary>
    Retired,

    /// <summary>An operator has disabled it.</summary>
    Disabled,

    /// <summary>An operator has frozen it, or all codes of its owner.</summary>
    Frozen,

    /// <summary>It has expired.</summary>
    Expired,

    /// <summary>It is used up.</summary>
    UsedUp,
}
