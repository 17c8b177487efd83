using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using OrleansRegistration.Json;

namespace OrleansRegistration.Errors;

/// <summary>One error.</summary>
internal sealed record ErrorBody(
    [property: Description("What is wrong: a stable code, never translated. New codes may be added.")] string Code,
    [property: Description("The error in words, in the language of the request.")] string Message
);

/// <summary>The body of every error answer (RFC 9457).</summary>
internal sealed record ProblemBody(
    [property: Description("Always `about:blank`.")] string Type,
    [property: Description("The status in words, in the language of the request.")] string Title,
    [property: Range(400, 599), Description("The HTTP status.")] int Status,
    [property: Description("What went wrong, in the language of the request.")] string Detail,
    [property: Format("uri-reference"), Description("The path of the request.")] string Instance,
    [property: Description("The request's id in the service's logs.")] string TraceId,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The errors of each field, by the field's name. Absent if there are none.")
    ]
        IReadOnlyDictionary<string, IReadOnlyList<ErrorBody>>? Errors,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("Errors of the request as a whole. Absent if there are none.")
    ]
        IReadOnlyList<ErrorBody>? NonFieldErrors
);
