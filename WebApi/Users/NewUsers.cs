using OrleansRegistration.Placement;

namespace OrleansRegistration.Users;

/// <summary>
/// Makes the ids of new users. If a silo of a cluster runs in this process, the ids are such that this silo keeps the
/// directory entries of their grains: then such a sign-up calls no other silo for its user.
/// </summary>
internal sealed class NewUsers(TimeProvider time, IServiceProvider services)
{
    // In a large cluster few ids are ours. An id of another silo costs a call, which is less than many tries.
    private const int MaxTries = 32;

    private static readonly GrainType User = GrainType.Create(GrainTypes.User);
    private readonly DirectoryRing? _ring = services.GetService<DirectoryRing>();

    /// <summary>A new id.</summary>
    public UserId Next()
    {
        var id = UserId.New(time);
        for (var tries = 1; tries < MaxTries && _ring is { IsAlone: false } && !IsOurs(_ring, id); tries++)
        {
            id = id.Next();
        }

        return id;
    }

    private static bool IsOurs(DirectoryRing ring, UserId id) => ring.IsOurs(GrainId.Create(User, id.GrainKey));
}
