using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Hosting;
using OrleansRegistration.Lists;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;

namespace OrleansRegistration.Audit;

/// <summary>The audit log.</summary>
internal static class AuditEndpoints
{
    private static readonly string[] Columns = ["at", "subject", "number", "kind", "actor", "reason", "data", "id"];

    /// <summary>Maps the routes.</summary>
    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes
            .MapOperators("audit/")
            .MapGet("", ReadAsync)
            .RequireScope(Scope.AuditRead)
            .WithName("readAuditLog")
            .WithSummary("Read the audit log")
            .WithDescription(
                "Needs scope `audit:read`. Each act of an operator or a service is one entry; the newest comes first. "
                    + "Entries are never changed."
            )
            .WithPages()
            .WithCsv()
            .ProducesErrors(400);

    internal static Task<Results<Ok<AuditResponse>, CsvFile, Problem>> ReadAsync(
        [AsParameters] AuditFilter filter,
        HttpRequest request,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        return AnswerAsync(filter.Parse(errors), filter, errors, request, grains);
    }

    /// <summary>Answers a page, or all entries as CSV.</summary>
    public static async Task<Results<Ok<AuditResponse>, CsvFile, Problem>> AnswerAsync(
        AuditQuery query,
        AuditFilter filter,
        FieldErrors errors,
        HttpRequest request,
        IGrainFactory grains
    )
    {
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        if (CsvFile.IsWanted(request, filter.Format))
        {
            return new CsvFile("audit", Columns, RowsAsync(query with { Limit = PageLimit.Most }, grains));
        }

        // One entry more tells whether there is another page.
        var found = await ReadPageAsync(query with { Limit = query.Limit + 1 }, grains);
        var page = found.Length > query.Limit ? found[..query.Limit] : found;
        return TypedResults.Ok(
            new AuditResponse(
                [
                    .. page.Select(entry => new AuditEntryResponse(
                        entry.Subject,
                        entry.Number,
                        entry.Id.ToString("D"),
                        entry.Kind,
                        entry.At.UtcDateTime,
                        entry.Actor,
                        entry.Reason,
                        entry.Data
                    )),
                ],
                found.Length > page.Length ? AuditFilter.Write(page[^1]) : null
            )
        );
    }

    private static Task<ImmutableArray<AuditEntry>> ReadPageAsync(AuditQuery query, IGrainFactory grains) =>
        Retry.CallAsync(() => grains.GetAuditLog().ReadAsync(query));

    private static async IAsyncEnumerable<IReadOnlyList<string?>> RowsAsync(AuditQuery query, IGrainFactory grains)
    {
        ImmutableArray<AuditEntry> page;
        do
        {
            page = await ReadPageAsync(query, grains);
            foreach (var entry in page)
            {
                yield return
                [
                    CsvFile.Cell(entry.At.UtcDateTime),
                    entry.Subject,
                    CsvFile.Cell(entry.Number),
                    entry.Kind,
                    entry.Actor,
                    entry.Reason,
                    JsonSerializer.Serialize(entry.Data, JsonShapes.Default.IReadOnlyDictionaryStringString),
                    entry.Id.ToString("D"),
                ];
            }

            query = page.IsEmpty ? query : query with { After = new(page[^1].At, page[^1].Subject, page[^1].Number) };
        } while (page.Length == query.Limit);
    }
}
