namespace OrleansRegistration.Audit;

/// <summary>What a caller says of an act that it asks for.</summary>
/// <param name="Id">
/// Made by the caller, once for each act. A repeat with the same id, directly after the act, is recognised.
/// </param>
/// <param name="Reason">Why, in the actor's words, for the audit log; <c>null</c> where none is required.</param>
[GenerateSerializer, Immutable, Alias("act-request")]
public sealed record ActRequest(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Actor Actor,
    [property: Id(2)] string? Reason = null
)
{
    /// <summary>The most characters of a <see cref="Reason"/>.</summary>
    public const int MaxReason = 500;
}
