using System.Collections.Immutable;
using System.Security.Cryptography;
using OrleansRegistration.Audit;

namespace OrleansRegistration.Jobs;

/// <summary>The record of a job.</summary>
internal sealed record JobRecord
{
    private const int SecretBytes = 32;

    /// <summary>The record that says "no job was started here as of this version".</summary>
    public static readonly JobRecord Tombstone = new();

    /// <inheritdoc cref="JobRequest.Kind"/>
    public string Kind
    {
        get;
        init => field = value ?? field;
    } = "";

    /// <inheritdoc cref="JobRequest.Parameters"/>
    public ImmutableSortedDictionary<string, string> Parameters
    {
        get;
        init => field = value ?? field;
    } = ImmutableSortedDictionary<string, string>.Empty;

    /// <inheritdoc cref="JobRequest.Fingerprint"/>
    public string? Fingerprint { get; init; }

    /// <summary>Random bytes, in base64, for what nobody may guess. Never shown.</summary>
    public string? Secret { get; init; }

    public JobState State { get; init; }

    /// <summary>Where the next step begins, in the words of the kind of job; <c>null</c> at the start.</summary>
    public string? Position { get; init; }

    public long Done { get; init; }

    public long? Total { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <inheritdoc cref="JobStatus.Error"/>
    public string? Error { get; init; }

    /// <summary>The last act on the job: its start, or its end by an operator.</summary>
    public Act? Act { get; init; }

    /// <summary>The record of a job that starts.</summary>
    public static JobRecord Of(JobRequest request, DateTimeOffset now) =>
        new()
        {
            Kind = request.Kind,
            Parameters = request.Parameters.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Fingerprint = request.Fingerprint,
            Secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)),
            Total = request.Total,
            StartedAt = now,
            Act = Act.After(null, ActKinds.StartJob, request.Act, now, ("kind", request.Kind)),
        };

    /// <summary>The record after a step. A job that was cancelled meanwhile stays so.</summary>
    public JobRecord After(JobStep step, DateTimeOffset now)
    {
        var next = this with { Position = step.Position, Done = step.Done, Total = step.Total ?? Total };
        return step.IsLast && State is JobState.Running ? next with { State = JobState.Done, EndedAt = now } : next;
    }

    /// <summary>The record of a job that ends before it is done; the same record when it has ended.</summary>
    public JobRecord End(JobState state, DateTimeOffset now, string? error = null) =>
        State is JobState.Running ? this with { State = state, EndedAt = now, Error = error } : this;

    /// <summary>The job as operators see it.</summary>
    public JobStatus ToStatus(Guid id) =>
        new(
            id,
            Kind,
            Parameters.ToImmutableDictionary(StringComparer.Ordinal),
            State,
            Done,
            Total,
            StartedAt,
            EndedAt,
            Error,
            Act?.Actor ?? ""
        );
}
