using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>How answers name the states of an account.</summary>
internal static class PersonNames
{
    public const string Active = "active";
    public const string NotActivated = "not_activated";
    public const string Lapsed = "lapsed";
    public const string Disabled = "disabled";
    public const string Ended = "ended";

    /// <summary>The name of a state.</summary>
    public static string Of(PersonState state) =>
        state switch
        {
            PersonState.Active => Active,
            PersonState.NotActivated => NotActivated,
            PersonState.Lapsed => Lapsed,
            PersonState.Disabled => Disabled,
            PersonState.Ended => Ended,
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
}
