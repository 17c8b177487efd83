namespace OrleansRegistration.Jobs;

/// <summary>The kinds of jobs. They are stored, so they must never change.</summary>
public static class JobKinds
{
    /// <summary>Issues a batch of house codes.</summary>
    public const string CodeBatch = "codes.batch";

    /// <summary>Freezes an account and all below it.</summary>
    public const string TreeFreeze = "tree.freeze";

    /// <summary>Undoes <see cref="TreeFreeze"/>.</summary>
    public const string TreeUnfreeze = "tree.unfreeze";
}
