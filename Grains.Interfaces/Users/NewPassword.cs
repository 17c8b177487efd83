namespace OrleansRegistration.Users;

/// <summary>A new password and the one it replaces, both in clear. Neither is stored or logged.</summary>
[GenerateSerializer, Immutable, Alias("new-password")]
public sealed record NewPassword([property: Id(0)] string Old, [property: Id(1)] string New)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(NewPassword);
}
