namespace OrleansRegistration.Bench.Targets;

/// <summary>Another way to build the service.</summary>
/// <param name="Script">The name of the rival in the scripts.</param>
/// <param name="PortVariable">The environment variable with its port.</param>
/// <param name="IsSlow">Whether the rival is slow and gets few requests.</param>
internal sealed record Rival(
    string Name,
    string Script,
    string? Variant,
    string PortVariable,
    string Database,
    AccountQueries Queries,
    bool IsSlow
)
{
    /// <summary>ASP.NET Core Identity with Entity Framework Core.</summary>
    public static Rival Identity { get; } =
        new(
            "Identity + EF",
            "aspnet-identity",
            null,
            "ASPNET_IDENTITY_PORT",
            "aspnet_identity",
            AccountQueries.AspNetIdentity,
            IsSlow: false
        );

    /// <summary>ASP.NET Core Identity with both writes in one round trip: the upper bound of plain .NET.</summary>
    public static Rival IdentityBatch { get; } =
        new(
            "Identity, batch",
            "aspnet-identity",
            "batch",
            "ASPNET_IDENTITY_PORT",
            "aspnet_identity_batch",
            AccountQueries.AspNetIdentity,
            IsSlow: false
        );

    /// <summary>better-auth on Node.</summary>
    public static Rival BetterAuth { get; } =
        new(
            "better-auth",
            "better-auth",
            null,
            "BETTER_AUTH_PORT",
            "better_auth",
            AccountQueries.BetterAuth,
            IsSlow: true
        );

    /// <summary>The rival with this name; <c>null</c> if a service of ours has it.</summary>
    public static Rival? Find(string name) => All.FirstOrDefault(rival => rival.Name == name);

    /// <summary>All rivals.</summary>
    public static IReadOnlyList<Rival> All { get; } = [Identity, IdentityBatch, BetterAuth];
}
