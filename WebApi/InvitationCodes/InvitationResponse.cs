using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using OrleansRegistration.Errors;

namespace OrleansRegistration.InvitationCodes;

/// <summary>What anybody who knows a code may learn about it.</summary>
internal sealed record InvitationResponse(
    [property: Description("Whether a sign-up can use the code now.")] bool Valid,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        AllowedValues(ErrorCodes.Invalid, ErrorCodes.Disabled, ErrorCodes.Expired, ErrorCodes.Exhausted),
        Description("Why a sign-up cannot use the code. Absent if `valid` is `true`.")
    ]
        string? Reason,
    [property: Description("The nickname of the account that invites, or `null` if there is none.")]
        string? InviterNickname,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("How many more sign-ups can use the code. Absent if there is no limit.")
    ]
        long? Remaining,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("When the code expires. Absent if it does not.")
    ]
        DateTime? ExpiresAt,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The only domain of e-mail addresses that the code is for. Absent if it is for all.")
    ]
        string? EmailDomain
);
