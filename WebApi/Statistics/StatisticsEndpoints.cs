using System.Collections.Immutable;
using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OrleansRegistration.Errors;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;

namespace OrleansRegistration.Statistics;

/// <summary>Counts by hour and by day, for operators.</summary>
internal static class StatisticsEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        routes
            .MapOperators("statistics/")
            .MapGet("", GetAsync)
            .RequireScope(Scope.StatisticsRead)
            .WithName("getStatistics")
            .WithSummary("Count by hour or by day")
            .WithDescription(
                "Counts of accounts are exact and a moment behind. Mails are those with an activation link, of "
                    + "accounts that have not ended by then. Sign-ups without an account are counted every few "
                    + "seconds; a node that crashes loses the last of them."
            )
            .ProducesErrors(400);
        routes
            .MapOperators("codes/")
            .MapGet("{code}/statistics/", GetOfCodeAsync)
            .RequireScope(Scope.CodesRead)
            .WithName("getCodeStatistics")
            .WithSummary("Count the accounts of one invitation code by hour or by day")
            .ProducesErrors(400, 404);
    }

    internal static async Task<Results<Ok<StatisticsResponse>, Problem>> GetAsync(
        [AsParameters] StatisticsForm form,
        IGrainFactory grains,
        TimeProvider time,
        [FromQuery(Name = "label"), Description("Only accounts that signed up with a code of this label.")]
            string? label = null
    )
    {
        var errors = new FieldErrors();
        var range = form.Parse(time.GetUtcNow(), errors);
        CodeListForm.LabelText(label, errors);
        return errors.Any
            ? Problems.ForFields(errors)
            : Describe(range, await Retry.CallAsync(() => grains.GetStatistics().ReadAsync(range, label)));
    }

    internal static async Task<Results<Ok<StatisticsResponse>, Problem>> GetOfCodeAsync(
        string code,
        [AsParameters] StatisticsForm form,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        var errors = new FieldErrors();
        var range = form.Parse(time.GetUtcNow(), errors);
        return !InvitationCode.TryParse(code, out var parsed) ? Problems.ForStatus(StatusCodes.Status404NotFound)
            : errors.Any ? Problems.ForFields(errors)
            : Describe(range, await Retry.CallAsync(() => grains.GetStatistics().ReadCodeAsync(range, parsed)));
    }

    private static Ok<StatisticsResponse> Describe(StatisticsRange range, ImmutableArray<TimedCount> counts) =>
        TypedResults.Ok(
            new StatisticsResponse(
                range.From.UtcDateTime,
                range.To.UtcDateTime,
                range.Step is StatisticsStep.Day ? "day" : "hour",
                Sum(counts),
                [
                    .. counts
                        .GroupBy(count => count.Time)
                        .Select(step => new StatisticsStepResponse(step.Key.UtcDateTime, Sum(step))),
                ]
            )
        );

    private static SortedDictionary<string, long> Sum(IEnumerable<TimedCount> counts)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var count in counts)
        {
            sums[count.Kind] = sums.GetValueOrDefault(count.Kind) + count.Count;
        }

        return sums;
    }
}
