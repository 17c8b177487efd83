using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Fsck;

/// <summary>The rows that breaches name.</summary>
internal static class RowKeys
{
    /// <summary>The row of a user.</summary>
    public static RowKey User(Guid user) => new(GrainTypes.User, GrainKeys.ForUser(new UserId(user)));

    /// <summary>The row of a user's sessions.</summary>
    public static RowKey Session(Guid user) => new(GrainTypes.Session, GrainKeys.ForSession(new UserId(user)));

    /// <summary>The row of a name, by its grain key, which begins with its type.</summary>
    public static RowKey Name(string key) => new(key[..key.IndexOf('/', StringComparison.Ordinal)], key);

    /// <summary>The row of a code, by its grain key.</summary>
    public static RowKey Code(string key) => new(GrainTypes.Code, key);
}
