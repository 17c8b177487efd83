namespace OrleansRegistration.Names;

/// <summary>The rule that a text breaks, so that it cannot be a name. The lower-cased member is the HTTP error code.</summary>
public enum NameProblem
{
    /// <summary>The text is a well-formed name.</summary>
    None,

    /// <summary>The text is absent or blank.</summary>
    Required,

    /// <summary>The text is too short or too long after normalisation.</summary>
    Length,

    /// <summary>The text cannot be normalised, or holds characters that the kind of name does not allow.</summary>
    Invalid,

    /// <summary>The name is kept for the service itself.</summary>
    Reserved,
}
