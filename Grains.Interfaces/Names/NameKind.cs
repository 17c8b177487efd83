namespace OrleansRegistration.Names;

/// <summary>The three kinds of names. No two accounts may share one.</summary>
public enum NameKind
{
    /// <summary>The name for signing in; see <see cref="Names.Username"/>.</summary>
    Username,

    /// <summary>The name that others see; see <see cref="Names.Nickname"/>.</summary>
    Nickname,

    /// <summary>The address for mails; see <see cref="EmailAddress"/>.</summary>
    Email,
}
