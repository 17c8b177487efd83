using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;
using OrleansRegistration.OpenApi;

namespace OrleansRegistration.Users;

/// <summary>A change of one's account as the client sends it.</summary>
internal sealed record AccountPatch
{
    [Required, Description("The new nickname: 6 to 22 characters, unique.")]
    public TextField Nickname { get; init; }
}

/// <summary>The nickname as it is kept.</summary>
internal sealed record NicknameResponse([property: Description("The nickname as it is kept.")] string Nickname);

/// <summary>The end of one's account as the client sends it.</summary>
internal sealed record AccountEndRequest
{
    /// <summary>Name of the field.</summary>
    public const string PasswordField = "password";

    [Required, Format("password"), Description("The account's password.")]
    public TextField Password { get; init; }
}

/// <summary>One's new code.</summary>
internal sealed record NewCodeResponse(
    [property: Description("The new invitation code.")] string InvitationCode,
    [property: Format("uri"), Description("The sign-up page with the code filled in.")] string InvitationLink
);

/// <summary>Somebody who signed up with one's code.</summary>
/// <param name="Nickname"><c>null</c> once that account has ended.</param>
/// <param name="IsActive">Whether it was ever activated.</param>
internal sealed record InviteeResponse(
    [property: Description("The nickname, or `null` if the account was deleted.")] string? Nickname,
    [property: Description("When the account was created.")] DateTime DateJoined,
    [property: Description("Whether the account was ever activated.")] bool IsActive
);

/// <summary>Some of one's invitees, oldest first.</summary>
/// <param name="NextCursor">Where to go on; <c>null</c> at the end.</param>
internal sealed record InviteesResponse(
    [property: Description("Invited accounts, oldest first.")] IReadOnlyList<InviteeResponse> Items,
    [property: Description("The `cursor` of the next page, or `null` on the last page.")] string? NextCursor
);
