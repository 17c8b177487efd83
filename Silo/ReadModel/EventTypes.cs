namespace OrleansRegistration.ReadModel;

/// <summary>The types of events.</summary>
internal static class EventTypes
{
    /// <summary>A sign-up was committed.</summary>
    public const string Registered = "user.registered";

    /// <summary>An account was activated, at its sign-up or later.</summary>
    public const string Activated = "user.activated";

    /// <summary>An account has ended.</summary>
    public const string Deleted = "user.deleted";

    /// <summary>A code has as many registered accounts as its limit allows.</summary>
    public const string Exhausted = "invitation.exhausted";

    /// <summary>An account has another level.</summary>
    public const string LevelChanged = "level.changed";
}
