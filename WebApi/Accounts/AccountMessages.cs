using OrleansRegistration.Json;

namespace OrleansRegistration.Accounts;

/// <summary>A change of one's account as the client sends it.</summary>
internal sealed record AccountPatch
{
    public TextField Nickname { get; init; }
}

/// <summary>The nickname as it is kept.</summary>
internal sealed record NicknameResponse(string Nickname);

/// <summary>The end of one's account as the client sends it.</summary>
internal sealed record AccountEndRequest
{
    /// <summary>Name of the field.</summary>
    public const string PasswordField = "password";

    public TextField Password { get; init; }
}

/// <summary>One's new code.</summary>
internal sealed record NewCodeResponse(string InvitationCode, string InvitationLink);

/// <summary>Somebody who signed up with one's code.</summary>
/// <param name="Nickname"><c>null</c> once that account has ended.</param>
/// <param name="IsActive">Whether it was ever activated.</param>
internal sealed record InviteeResponse(string? Nickname, DateTime DateJoined, bool IsActive);

/// <summary>Some of one's invitees, oldest first.</summary>
/// <param name="NextCursor">Where to go on; <c>null</c> at the end.</param>
internal sealed record InviteesResponse(IReadOnlyList<InviteeResponse> Items, string? NextCursor);
