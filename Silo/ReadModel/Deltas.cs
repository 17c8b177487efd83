using System.Text.Json.Serialization;

namespace OrleansRegistration.ReadModel;

/// <summary>What is to be added to the counts of a code.</summary>
internal sealed record CodeDelta(string Code, long Registered, long Activated);

/// <summary>Accounts that came below an account, or left it.</summary>
/// <param name="UserId">The account that is the inviter of the topmost of them.</param>
/// <param name="Invited">How many of them it invited itself.</param>
/// <param name="Subtree">How many there are.</param>
internal sealed record TreeDelta(Guid UserId, long Invited, long Subtree);

/// <summary>What is to be added to a count of an hour.</summary>
internal sealed record StatisticDelta(
    [property: JsonConverter(typeof(RowTimeConverter))] DateTimeOffset Hour,
    string Kind,
    string Label,
    long Count
);
