using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
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

        var isCsv = CsvFile.IsWanted(request, form.Format);
        query = isCsv ? query with { Limit = AllPages.Items } : query;
        if (await ReadAsync(query) is not { } first)
        {
            return Problems.ForField(FieldNames.Cursor, ErrorCodes.Invalid);
        }

        if (!isCsv)
        {
            return TypedResults.Ok(new CodesResponse([.. first.Items.Select(Describe)], first.Next));
        }

        return new CsvFile(
            "codes",
            ListedCodeResponse.Columns,
            AllPages.RowsAsync(
                (first.Items, first.Next),
                async cursor =>
                {
                    var page = await ReadAsync(query with { Cursor = cursor });
                    return (page!.Items, page.Next);
                },
                code => Describe(code).Cells()
            )
        );

        Task<CodePage?> ReadAsync(CodeQuery page) => Retry.CallAsync(() => grains.GetCodeList().ListAsync(page));

        ListedCodeResponse Describe(ListedCode code) => ListedCodeResponse.Of(code.Code, code.Description, links);
    }
}
