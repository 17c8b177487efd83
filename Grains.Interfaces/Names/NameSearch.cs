using OrleansRegistration.Precis;

namespace OrleansRegistration.Names;

/// <summary>Searches names by how they begin.</summary>
public static class NameSearch
{
    /// <summary>
    /// The begin of the uniqueness keys of names that begin with <paramref name="text"/>. Unlike a whole name, the
    /// begin of one need not obey the rules.
    /// </summary>
    public static string KeyOf(NameKind kind, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return kind switch
        {
            NameKind.Username => CodePoints.FoldCase(PrecisProfile.UsernameCaseMapped.Enforce(text) ?? text),
            NameKind.Nickname => CodePoints.FoldCase(PrecisProfile.NicknameComparison.Enforce(text) ?? text),
            NameKind.Email => text.ToLowerInvariant(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
