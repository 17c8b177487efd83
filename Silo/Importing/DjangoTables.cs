namespace OrleansRegistration.Importing;

/// <summary>The tables of the site, and their columns that are read.</summary>
internal static class DjangoTables
{
    public const string Users = "users";
    public const string Codes = "invitation_code";

    /// <summary>In the order of <see cref="DjangoUser.Parse"/>.</summary>
    public static readonly string[] UserColumns =
    [
        "id",
        "username",
        "password",
        "nickname",
        "email",
        "is_active",
        "is_staff",
        "is_superuser",
        "date_joined",
        "last_login",
        "user_level",
        "user_consumption",
        "invitation_user_count",
        "invitation_code",
    ];

    public static readonly string[] CodeColumns = ["id", "invitation_user", "invitation_code"];
}
