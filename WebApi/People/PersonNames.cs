using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>How answers name the states of an account.</summary>
internal static class PersonNames
{
    public const string Active = "active";
    public const string Inactive = "inactive";
    public const string Lapsed = "lapsed";
    public const string Disabled = "disabled";
    public const string Ended = "ended";

    /// <summary>The name of a state.</summary>
    public static string Of(AccountStatus state) =>
        state switch
        {
            AccountStatus.Active => Active,
            AccountStatus.Inactive => Inactive,
            AccountStatus.Lapsed => Lapsed,
            AccountStatus.Disabled => Disabled,
            AccountStatus.Ended => Ended,
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
}
