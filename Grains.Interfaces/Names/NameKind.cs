namespace OrleansRegistration.Names;

/// <summary>The three names of an account that nobody else may have.</summary>
public enum NameKind
{
    /// <summary>What a user signs in with; see <see cref="Names.Username"/>.</summary>
    Username,

    /// <summary>What others see; see <see cref="Names.Nickname"/>.</summary>
    Nickname,

    /// <summary>Where mail goes; see <see cref="EmailAddress"/>.</summary>
    Email,
}
