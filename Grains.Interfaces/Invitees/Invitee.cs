namespace OrleansRegistration.Invitees;

/// <summary>An account as its inviter sees it.</summary>
/// <param name="Nickname"><c>null</c> once the account has ended.</param>
/// <param name="IsActive">Whether the account was ever activated.</param>
[GenerateSerializer, Immutable, Alias("invitee")]
public sealed record Invitee(
    [property: Id(0)] string? Nickname,
    [property: Id(1)] DateTimeOffset DateJoined,
    [property: Id(2)] bool IsActive
)
{
    /// <inheritdoc/>
    /// <remarks>Hides the name, because messages are logged.</remarks>
    public override string ToString() => nameof(Invitee);
}
