namespace OrleansRegistration.Names;

/// <summary>
/// The rule that a text breaks, so that it cannot be a name. The HTTP error code is the member in lower case.
/// </summary>
public enum NameProblem
{
    /// <summary>The text is a well-formed name.</summary>
    None,

    /// <summary>The text is absent or blank.</summary>
    Required,

    /// <summary>The text is too short or too long, after normalisation.</summary>
    Length,

    /// <summary>The text cannot be normalised, or has characters that this kind of name does not allow.</summary>
    Invalid,

    /// <summary>The name is reserved for the service.</summary>
    Reserved,
}
