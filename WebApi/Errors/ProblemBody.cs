using System.Text.Json.Serialization;

namespace OrleansRegistration.Errors;

/// <summary>One error: a stable code and a message in the reader's language.</summary>
internal sealed record ErrorBody(string Code, string Message);

/// <summary>The body of every error answer (RFC 9457).</summary>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Instance,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, IReadOnlyList<ErrorBody>>? Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ErrorBody>? NonFieldErrors);
