using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Hosting;
using OrleansRegistration.Lists;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>The list of codes, for operators.</summary>
internal static class CodeListEndpoint
{
    /// <summary>Maps the route.</summary>
    public static void MapCodeList(this IEndpointRouteBuilder routes) =>
        routes
            .MapOperators("codes/")
            .MapGet("", ListAsync)
            .RequireScope(Scope.CodesRead)
            .WithName("listCodes")
            .WithSummary("List and search invitation codes")
            .WithDescription(
                "Lists all codes as they were a moment ago, those of operators and those of accounts. A page takes the "
                    + "same time in any store. Cells of CSV that a spreadsheet could run begin with `'`."
            )
            .WithPages()
            .WithCsv()
            .ProducesErrors(400);

    internal static async Task<Results<Ok<CodesResponse>, CsvFile, Problem>> ListAsync(
        [AsParameters] CodeListForm form,
        HttpRequest request,
        IGrainFactory grains,
        MeDescription links
    )
    {
        var errors = new FieldErrors();
        var query = form.Parse(errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        return await new AllPages<ListedCodeResponse>(
            "codes",
            JsonShapes.Default.ListedCodeResponse,
            ReadAsync
        ).AnswerAsync(CsvFile.IsWanted(request, form.Format), (codes, next) => new CodesResponse(codes, next));

        async Task<(ImmutableArray<ListedCodeResponse>, string?)?> ReadAsync(string? cursor, int? limit)
        {
            var asked = query with { Cursor = cursor ?? query.Cursor, Limit = limit ?? query.Limit };
            return await Retry.CallAsync(() => grains.GetCodeList().ListAsync(asked)) is { } page
                ? ([.. page.Items.Select(item => ListedCodeResponse.Of(item.Code, item.Description, links))], page.Next)
                : null;
        }
    }
}
