namespace OrleansRegistration.Jobs;

/// <summary>A job cannot go on. The message is for operators, in plain words.</summary>
public sealed class JobFailedException(string message) : Exception(message);
