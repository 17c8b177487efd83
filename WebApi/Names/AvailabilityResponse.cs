using System.ComponentModel;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Names;

/// <summary>Which of the given names are available.</summary>
internal sealed record AvailabilityResponse(
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("Whether the username is available. Absent if it was not asked for.")
    ]
        bool? Username,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("Whether the nickname is available. Absent if it was not asked for.")
    ]
        bool? Nickname,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("At most 3 available usernames like the one that is taken. Absent if it is not taken.")
    ]
        IReadOnlyList<string>? UsernameSuggestions,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("At most 3 available nicknames like the one that is taken. Absent if it is not taken.")
    ]
        IReadOnlyList<string>? NicknameSuggestions
);
