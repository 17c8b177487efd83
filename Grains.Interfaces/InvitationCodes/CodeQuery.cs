using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>Which codes to list. Filters that are <c>null</c> let everything pass.</summary>
/// <param name="Search">The begin of a code, normalised. The order must be <see cref="CodeOrder.Code"/>.</param>
/// <param name="Label">Only codes with this label.</param>
/// <param name="Batch">Only codes that this job made.</param>
/// <param name="Owner">Only codes of this account.</param>
/// <param name="House">Whether only house codes are listed.</param>
/// <param name="State">Only codes in this state.</param>
/// <param name="From">Only codes that were made at this time or later.</param>
/// <param name="To">Only codes that were made before this time.</param>
/// <param name="Cursor">Where the last page ended; <c>null</c> for the first page.</param>
/// <param name="Limit">The most codes of a page.</param>
[GenerateSerializer, Immutable, Alias("code-query")]
public sealed record CodeQuery(
    [property: Id(0)] string? Search = null,
    [property: Id(1)] string? Label = null,
    [property: Id(2)] Guid? Batch = null,
    [property: Id(3)] UserId? Owner = null,
    [property: Id(4)] bool House = false,
    [property: Id(5)] CodeState? State = null,
    [property: Id(6)] DateTimeOffset? From = null,
    [property: Id(7)] DateTimeOffset? To = null,
    [property: Id(8)] CodeOrder Order = CodeOrder.Newest,
    [property: Id(9)] string? Cursor = null,
    [property: Id(10)] int Limit = 20
);

/// <summary>In which order codes are listed.</summary>
[GenerateSerializer, Alias("code-order")]
public enum CodeOrder
{
    /// <summary>Those that were made last come first.</summary>
    Newest,

    /// <summary>Those that were made first come first.</summary>
    Oldest,

    /// <summary>By their texts.</summary>
    Code,

    /// <summary>Those with which most accounts registered come first.</summary>
    Used,
}
