namespace OrleansRegistration.Keys;

/// <summary>One element of the ring of ASP.NET Data Protection, with encrypted secrets. Stored in this form.</summary>
[GenerateSerializer, Immutable, Alias("keyring.element")]
public sealed record KeyRingElement([property: Id(0)] string Name, [property: Id(1)] string Xml)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(KeyRingElement);
}
