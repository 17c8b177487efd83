namespace OrleansRegistration.Bench.Targets;

/// <summary>Another way to build the service.</summary>
/// <param name="Script">Its name for the rivals' scripts.</param>
/// <param name="PortVariable">The environment variable that gives its port.</param>
/// <param name="IsSlow">Whether it gets few requests, so that a run ends.</param>
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

    /// <summary>The same with its two writes in one round trip: the upper bound of plain .NET.</summary>
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

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Rival> All { get; } = [Identity, IdentityBatch, BetterAuth];
}
