using System.Collections.Immutable;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;

namespace OrleansRegistration.Importing;

/// <summary>An account of the source, compared with all others of the source.</summary>
/// <param name="Current">The code in its own row, if it may have that code.</param>
/// <param name="Codes">All codes that it owns.</param>
/// <param name="Others">The accounts that have its username, nickname and e-mail address, if older ones do.</param>
internal sealed record StagedAccount(
    long Id,
    DateTimeOffset DateJoined,
    StagedName Username,
    StagedName Nickname,
    StagedName Email,
    string Password,
    AccountState State,
    int Level,
    decimal Consumption,
    long Invitees,
    InvitationCode? Current,
    ImmutableArray<InvitationCode> Codes,
    long?[] Others
)
{
    /// <summary>The three names, in the order of <see cref="NameKind"/>.</summary>
    public (NameKind Kind, StagedName Name)[] Names =>
        [(NameKind.Username, Username), (NameKind.Nickname, Nickname), (NameKind.Email, Email)];
}
