using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;
using OrleansRegistration.Tree;

namespace OrleansRegistration.People;

/// <summary>A freeze of a subtree.</summary>
internal sealed record SubtreeFreezeRequest
{
    [
        AllowedValues(SubtreeOrder.Stay, SubtreeOrder.Disable),
        Description("`stay` (the default), or `disable` to disable the accounts, too. Administrators stay enabled.")
    ]
    public TextField Accounts { get; init; }

    [Format("password"), Description("The password of the administrator who asks, needed for `disable` only.")]
    public TextField Password { get; init; }

    [Required, Description(OperatorForm.ReasonRule)]
    public TextField Reason { get; init; }
}

/// <summary>The end of a freeze of a subtree.</summary>
internal sealed record SubtreeUnfreezeRequest
{
    [
        AllowedValues(SubtreeOrder.Stay, SubtreeOrder.Enable),
        Description("`stay` (the default), or `enable` to enable the accounts that the freeze has disabled.")
    ]
    public TextField Accounts { get; init; }

    [Required, Description(OperatorForm.ReasonRule)]
    public TextField Reason { get; init; }
}

/// <summary>A subtree that is frozen as a whole.</summary>
internal sealed record QuarantineResponse(
    [property: Description("The id of the account whose subtree is frozen.")] string Id,
    [property: Description("Its username, or `null` if the account has ended.")] string? Username,
    [property: Description("When the freeze began.")] DateTime FrozenAt,
    [property: Description("Who asked for it.")] string Actor,
    [property: Description("Why.")] string? Reason,
    [property: Format("uuid"), Description("The id of the job that freezes.")] string JobId,
    [property: AllowedValues("running", "done", "failed", "cancelled"), Description("How far that job is.")]
        string? JobState,
    [property: Description("How many accounts the job has frozen.")] long Frozen,
    [property: Format("uuid"), Description("The id of the job that unfreezes the subtree, or `null`.")]
        string? UnfreezeJobId
);

/// <summary>A page of the quarantine list.</summary>
internal sealed record QuarantineListResponse(
    [property: Description("Frozen subtrees. The root that joined last comes first.")]
        IReadOnlyList<QuarantineResponse> Items,
    [property: Description("The `cursor` of the next page, or `null` on the last page.")] string? NextCursor
);
