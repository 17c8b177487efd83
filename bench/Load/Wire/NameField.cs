namespace OrleansRegistration.Bench.Wire;

/// <summary>The first letter of a name, by field.</summary>
internal static class NameField
{
    public const char Username = 'u';
    public const char Nickname = 'k';
    public const char Email = 'e';

    /// <summary>A name that several clients race for.</summary>
    public const char Prize = 'p';
}
