namespace OrleansRegistration.Bench.Wire;

/// <summary>First letters of names, by field.</summary>
internal static class NameField
{
    public const char Username = 'u';
    public const char Nickname = 'k';
    public const char Email = 'e';

    /// <summary>A name that several want.</summary>
    public const char Prize = 'p';
}
