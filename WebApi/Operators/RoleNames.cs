namespace OrleansRegistration.Operators;

/// <summary>How messages name roles.</summary>
internal static class RoleNames
{
    public const string User = "user";
    public const string Admin = "admin";

    /// <summary>The name of a role.</summary>
    public static string Of(Role role) => role is Role.Admin ? Admin : User;

    /// <summary>The role with a name; <c>null</c> for none.</summary>
    public static Role? Parse(string? name) =>
        name switch
        {
            User => Role.User,
            Admin => Role.Admin,
            _ => null,
        };
}
