namespace OrleansRegistration.Authorization;

/// <summary>
/// The policies of routes that need an access token. <c>RequireAuthorization()</c> needs an activated account, unless
/// <c>Registration:RequireActivation</c> is false; <see cref="AnyAccount"/> never does. Both ask the account's record
/// whether the account is open, because a token outlives an account that ended or was disabled.
/// </summary>
internal static class AccessPolicies
{
    /// <summary>The policy of the few routes that are open to an account before its activation.</summary>
    public const string AnyAccount = "any-account";
}
