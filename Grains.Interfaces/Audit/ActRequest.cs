using OrleansRegistration.Names;

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

    /// <summary>
    /// Reads a reason as somebody typed it, without the white space around it: one line of 1 to
    /// <see cref="MaxReason"/> characters.
    /// </summary>
    public static NameProblem TryParseReason(string? text, out string? reason)
    {
        reason = text?.Trim();
        var problem =
            string.IsNullOrEmpty(reason) ? NameProblem.Required
            : !TextRules.IsOneLine(reason) ? NameProblem.Invalid
            : reason.EnumerateRunes().Count() > MaxReason ? NameProblem.Length
            : NameProblem.None;
        reason = problem is NameProblem.None ? reason : null;
        return problem;
    }
}
