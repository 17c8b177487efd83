using OrleansRegistration.Audit;

namespace OrleansRegistration.Tests;

/// <summary>Acts that tests ask for.</summary>
public static class Acts
{
    /// <summary>A new act.</summary>
    public static ActRequest New(string? reason = null) => new(Guid.NewGuid(), new(ActorKind.Command, "test"), reason);
}
