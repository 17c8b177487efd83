namespace OrleansRegistration.Jobs;

/// <summary>The result of one step of a job.</summary>
/// <param name="Position">Where the next step begins.</param>
/// <param name="Done">How many things the job has done by now.</param>
/// <param name="IsLast">Whether nothing is left to do.</param>
/// <param name="Total">How many things there are, if that is known better now.</param>
internal sealed record JobStep(string? Position, long Done, bool IsLast, long? Total = null);
