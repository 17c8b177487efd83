namespace OrleansRegistration.Jobs;

/// <summary>The kinds of jobs. They are stored, so they must never change.</summary>
public static class JobKinds
{
    /// <summary>Issues a batch of house codes.</summary>
    public const string CodeBatch = "codes.batch";
}
