namespace OrleansRegistration.Users;

/// <summary>
/// What an account may do with codes that it makes itself. Codes that operators issue to it do not count.
/// </summary>
/// <param name="Codes">How many codes it may have in its life; <c>null</c> for <c>Registration:MaxCodes</c>.</param>
/// <param name="Uses">
/// How many accounts may register with all of these codes together; <c>null</c> for no bound.
/// </param>
[GenerateSerializer, Immutable, Alias("quota")]
public sealed record Quota([property: Id(0)] int? Codes, [property: Id(1)] long? Uses)
{
    /// <summary>The most <see cref="Codes"/>. Every description of an account reads all of its codes.</summary>
    public const int MaxCodes = 1000;

    /// <summary>The most <see cref="Uses"/>, and the highest limit of a code.</summary>
    public const long MaxUses = 1_000_000_000;
}
