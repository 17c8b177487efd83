using System.ComponentModel;
using OrleansRegistration.Json;

namespace OrleansRegistration.Audit;

/// <summary>An act of an operator.</summary>
internal sealed record AuditEntryResponse(
    [property: Description("What was acted on, such as `user/` and the id of an account.")] string Subject,
    [property: Description("The number of the act among those on the subject, from 1.")] int Number,
    [property: Format("uuid"), Description("The act's id.")] string Id,
    [property: Description("The kind of act, such as `user.disable`.")] string Kind,
    [property: Description("When, by the clock of the node that did it.")] DateTime At,
    [property: Description("Who: `admin/` and the id of an account, `service/` and a name, or `command/` and a name.")]
        string Actor,
    [property: Description("Why, in the actor's words, or `null`.")] string? Reason,
    [property: Description("What else there is to say, such as the new role.")] IReadOnlyDictionary<string, string> Data
);

/// <summary>A page of the audit log.</summary>
internal sealed record AuditResponse(
    [property: Description("The newest entry comes first.")] IReadOnlyList<AuditEntryResponse> Items,
    [property: Description("The `cursor` of the next page, or `null` on the last page.")] string? NextCursor
);
