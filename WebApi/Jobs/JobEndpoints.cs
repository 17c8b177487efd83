using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Lists;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;

namespace OrleansRegistration.Jobs;

/// <summary>Jobs: work that goes on after the answer.</summary>
internal static class JobEndpoints
{
    private const string Group = "jobs/";

    /// <summary>Maps the routes.</summary>
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapOperators(Group);
        group
            .MapGet("", ListAsync)
            .RequireScope(Scope.CodesRead)
            .WithName("listJobs")
            .WithSummary("List jobs")
            .WithDescription("The newest come first. Only the last 1,000 jobs are listed.")
            .WithPages()
            .ProducesErrors(400);
        group
            .MapGet("{id}/", GetAsync)
            .RequireScope(Scope.CodesRead)
            .WithName("getJob")
            .WithSummary("Get a job")
            .ProducesErrors(404);
        group
            .MapPost("{id}/cancel/", CancelAsync)
            .RequireScope(Scope.CodesWrite)
            .WithName("cancelJob")
            .WithSummary("Cancel a job")
            .WithDescription(
                "What the job has done stays. A job that has ended stays as it is. "
                    + "A service may cancel batches of codes only."
            )
            .ProducesErrors(403, 404);
    }

    /// <summary>Starts a job, and answers without waiting for its end.</summary>
    public static async Task<Results<Accepted<JobResponse>, Problem>> StartAsync(
        Guid id,
        JobRequest request,
        IGrainFactory grains
    ) =>
        await Retry.CallAsync(() => grains.GetJob(id).StartAsync(request)) is { } started
            ? TypedResults.Accepted($"{OperatorRoutes.Path}{Group}{id:D}/", JobResponse.Of(started))
            : Problems.ForReusedKey();

    internal static async Task<Results<Ok<JobsResponse>, Problem>> ListAsync(
        IGrainFactory grains,
        [Description("The `next_cursor` of an earlier answer. Without it the list begins at the start.")]
            string? cursor = null,
        [Description("How many jobs to list.")] string? limit = null
    )
    {
        var errors = new FieldErrors();
        var count = PageLimit.Parse(limit, errors);
        Guid? after = null;
        if (cursor is not null)
        {
            after = Guid.TryParseExact(cursor, "N", out var job) ? job : Guid.Empty;
        }

        var jobs = errors.Any ? [] : await Retry.CallAsync(() => grains.GetJobs().ListAsync(after, count));
        if (jobs is null)
        {
            errors.Add(FieldNames.Cursor, ErrorCodes.Invalid);
        }

        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var found = await Task.WhenAll(jobs!.Value.Select(id => Retry.CallAsync(() => grains.GetJob(id).GetAsync())));
        return TypedResults.Ok(
            new JobsResponse(
                [.. found.OfType<JobStatus>().Select(JobResponse.Of)],
                jobs.Value.Length == count ? jobs.Value[^1].ToString("N") : null
            )
        );
    }

    internal static async Task<Results<Ok<JobResponse>, Problem>> GetAsync(
        [Description("The id of the job.")] string id,
        IGrainFactory grains
    ) =>
        Guid.TryParseExact(id, "D", out var job)
        && await Retry.CallAsync(() => grains.GetJob(job).GetAsync()) is { } status
            ? TypedResults.Ok(JobResponse.Of(status))
            : Problems.ForAbsence();

    internal static async Task<Results<Ok<JobResponse>, Problem>> CancelAsync(
        [Description("The id of the job.")] string id,
        Operator caller,
        IGrainFactory grains
    )
    {
        if (
            !Guid.TryParseExact(id, "D", out var job)
            || await Retry.CallAsync(() => grains.GetJob(job).GetAsync()) is not { } found
        )
        {
            return Problems.ForAbsence();
        }

        if (caller.Admin is null && found.Kind is not JobKinds.CodeBatch)
        {
            return Problems.ForStatus(StatusCodes.Status403Forbidden);
        }

        var act = caller.Asks();
        return await Retry.CallAsync(() => grains.GetJob(job).CancelAsync(act)) is { } cancelled
            ? TypedResults.Ok(JobResponse.Of(cancelled))
            : Problems.ForAbsence();
    }
}
