using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>What an operator says of codes that are issued or changed.</summary>
internal abstract record CodeTermsRequest
{
    [Description("How many accounts may register with the code: 1 to 1,000,000,000, or `null` for no limit.")]
    public NumberField Limit { get; init; }

    [Format("date-time"), Description("When the code expires, or `null` for never.")]
    public TextField ExpiresAt { get; init; }

    [Description("The campaign, 1 to 40 characters, or `null` for none.")]
    public TextField Label { get; init; }

    [Description("Words for operators, at most 500 characters, or `null` for none.")]
    public TextField Note { get; init; }

    [Description("The only domain of e-mail addresses that may sign up, or `null` for all.")]
    public TextField EmailDomain { get; init; }

    [Description(OperatorForm.OptionalReasonRule)]
    public TextField Reason { get; init; }
}

/// <summary>A code that an operator issues.</summary>
internal sealed record CodeRequest : CodeTermsRequest
{
    [Description("The text of the code: 3 to 12 letters and digits. Without it the text is random.")]
    public TextField Code { get; init; }

    [Format("uuid"), Description("The account that gets the code. Without it the code belongs to nobody.")]
    public TextField Owner { get; init; }

    [Description("Whether the code can be used. Default: `true`.")]
    public FlagField Enabled { get; init; }
}

/// <summary>A change of a code. Fields that are absent stay as they are.</summary>
internal sealed record CodePatch : CodeTermsRequest
{
    [Description("Whether the code can be used.")]
    public FlagField Enabled { get; init; }
}

/// <summary>A batch of codes that an operator issues.</summary>
internal sealed record BatchRequest : CodeTermsRequest
{
    [Required, Description("How many codes to make: 1 to `Registration:MaxBatch`, 10,000 by default.")]
    public NumberField Count { get; init; }

    [Description("What each code begins with: at most 4 letters and digits.")]
    public TextField Prefix { get; init; }
}

/// <summary>A code in a list of operators.</summary>
internal record ListedCodeResponse(
    [property: Description("The code.")] string Code,
    [property: Format("uri"), Description("The sign-up page with the code filled in.")] string Link,
    [property:
        AllowedValues("active", "retired", "disabled", "frozen", "expired", "exhausted"),
        Description("Whether the code can be used now, or the first reason why not.")
    ]
        string State,
    [property: Format("uuid"), Description("The account whose code it is, or `null` for nobody.")] string? Owner,
    [property: Description("Whether an operator lets the code be used.")] bool Enabled,
    [property: Description("How many accounts may register with the code, or `null` for no limit.")] long? Limit,
    [property: Description("What the quota of the owner leaves to the code, or `null` without a quota.")]
        long? OwnerLimit,
    [property: Description("When the code expires, or `null` for never.")] DateTime? ExpiresAt,
    [property: Description("The campaign, or `null` for none.")] string? Label,
    [property: Description("Words for operators, or `null` for none.")] string? Note,
    [property: Description("The only domain of e-mail addresses that may sign up, or `null` for all.")]
        string? EmailDomain,
    [property: Description("When an operator issued the code, or `null` if the account made it.")] DateTime? IssuedAt,
    [property: Format("uuid"), Description("The job that issued the code, or `null` for none.")] string? Batch,
    [property: Description("Accounts that registered with the code.")] long Registered,
    [property: Description("How many of these were activated.")] long Activated
)
{
    /// <summary>The answer for a code.</summary>
    public static ListedCodeResponse Of(InvitationCode code, CodeDescription description, MeDescription links) =>
        new(
            code.Value,
            links.LinkOf(code),
            NameOf(description.State),
            description.Owner?.ToString(),
            description.Terms.Enabled,
            description.Terms.Limit,
            description.OwnerLimit,
            description.Terms.ExpiresAt?.UtcDateTime,
            description.Details.Label,
            description.Details.Note,
            description.Details.EmailDomain,
            description.IssuedAt?.UtcDateTime,
            description.Batch?.ToString("D"),
            description.Registered,
            description.Activated
        );

    /// <summary>The name of a state.</summary>
    public static string NameOf(CodeState state) =>
        state switch
        {
            CodeState.Active => "active",
            CodeState.Retired => "retired",
            CodeState.Disabled => "disabled",
            CodeState.Frozen => "frozen",
            CodeState.Expired => "expired",
            CodeState.UsedUp => "exhausted",
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
}

/// <summary>A code as operators see it.</summary>
internal sealed record CodeResponse : ListedCodeResponse
{
    private CodeResponse(ListedCodeResponse code, long reserved)
        : base(code) => Reserved = reserved;

    /// <summary>Sign-ups that are under way.</summary>
    [Description("Sign-ups with the code that are under way.")]
    public long Reserved { get; }

    /// <inheritdoc cref="ListedCodeResponse.Of"/>
    public static new CodeResponse Of(InvitationCode code, CodeDescription description, MeDescription links) =>
        new(ListedCodeResponse.Of(code, description, links), description.Reserved);
}

/// <summary>A page of codes.</summary>
internal sealed record CodesResponse(
    [property: Description("Codes. May be fewer than `limit`, even none, although more pages follow.")]
        IReadOnlyList<ListedCodeResponse> Items,
    [property: Description("The `cursor` of the next page, or `null` on the last page.")] string? NextCursor
);
