using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Jobs;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Lists;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>Operators issue codes by the thousand.</summary>
internal static class BatchEndpoints
{
    private const string Group = "codes/batches/";

    /// <summary>Maps the routes.</summary>
    public static void MapBatches(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapOperators(Group);
        group
            .MapPost("", StartAsync)
            .RequireScope(Scope.CodesWrite)
            .WithIdempotencyKey()
            .WithName("startBatch")
            .WithSummary("Issue a batch of invitation codes")
            .WithDescription("Starts a job that makes the codes, which belong to nobody. A crash does not stop it.")
            .ProducesErrors(409);
        group
            .MapGet("{id}/codes.csv", WriteCodesAsync)
            .RequireScope(Scope.CodesRead)
            .WithName("downloadBatch")
            .WithSummary("Download the codes of a batch")
            .WithDescription("Has the codes that are made by now. Cells that a spreadsheet could run begin with `'`.")
            .Produces<string>(StatusCodes.Status200OK, CsvFile.MediaType)
            .ProducesErrors(404);
    }

    internal static async Task<Results<Accepted<JobResponse>, Problem>> StartAsync(
        Body<BatchRequest> body,
        HttpRequest request,
        Operator caller,
        IGrainFactory grains,
        DerivedSecrets secrets,
        IOptions<CodeOptions> options
    )
    {
        var errors = new FieldErrors();
        var key = IdempotencyKey.Read(request.Headers, errors);
        var count = ReadCount(body.Value.Count, options.Value.MaxBatch, errors);
        var terms = new BatchTerms(
            CodeFields.ReadPrefix(body.Value.Prefix, errors),
            CodeFields.ReadLimit(body.Value.Limit, errors),
            CodeFields.ReadExpiry(body.Value.ExpiresAt, errors),
            CodeFields.ReadDetails(body.Value, errors)
        );
        var reason = OperatorForm.ReadOptionalReason(body.Value.Reason, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var id = key is null ? Guid.NewGuid() : secrets.RequestOfKey(Group, caller.Actor, key);
        var parameters = terms.Write();
        var job = new JobRequest(
            JobKinds.CodeBatch,
            parameters,
            count,
            secrets.RequestFingerprint([
                count.ToString(CultureInfo.InvariantCulture),
                reason,
                .. parameters
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => $"{pair.Key}={pair.Value}"),
            ]),
            caller.Asks(reason, id)
        );
        return await JobEndpoints.StartAsync(id, job, grains);
    }

    internal static async Task<Results<CsvFile, Problem>> WriteCodesAsync(
        [Description("The id of the job.")] string id,
        IGrainFactory grains,
        MeDescription links
    ) =>
        Guid.TryParseExact(id, "D", out var job)
        && await Retry.CallAsync(() => grains.GetJob(job).GetAsync()) is { Kind: JobKinds.CodeBatch } status
            ? CodeCsv.Of(grains, status, links)
            : Problems.ForAbsence();

    private static long ReadCount(NumberField field, int most, FieldErrors errors)
    {
        if (field is { Value: null, IsMistyped: false })
        {
            errors.Add(FieldNames.Count, ErrorCodes.Required);
        }

        return CodeFields.ReadNumber(FieldNames.Count, field, 1, most, errors) ?? 0;
    }
}
