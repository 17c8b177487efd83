using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>A user in the list of those who signed up with a code.</summary>
/// <param name="Row">Where it is listed.</param>
internal readonly record struct ListedFacts(Guid User, CodeFacts Code, RowKey Row);
