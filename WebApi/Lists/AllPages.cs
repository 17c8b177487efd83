using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;

namespace OrleansRegistration.Lists;

/// <summary>A list that is answered page by page, or as CSV with all pages.</summary>
/// <param name="name">The name of the CSV file, without its ending.</param>
/// <param name="shape">How an item is written. CSV has the same members.</param>
/// <param name="read">
/// Reads a page: from a cursor, or <c>null</c> for the cursor of the request, and of a number of items, or <c>null</c>
/// for the number of the request. <c>null</c> when the cursor is wrong.
/// </param>
internal sealed class AllPages<T>(
    string name,
    JsonTypeInfo<T> shape,
    Func<string?, int?, Task<(ImmutableArray<T> Items, string? Next)?>> read
)
{
    // How many items CSV reads at once.
    private const int Items = 500;

    /// <summary>Answers the page of the request, or all pages as CSV.</summary>
    public async Task<Results<Ok<TPage>, CsvFile, Problem>> AnswerAsync<TPage>(
        bool isCsv,
        Func<ImmutableArray<T>, string?, TPage> answer
    ) =>
        await read(null, isCsv ? Items : null) is not var (items, next)
            ? Problems.ForField(FieldNames.Cursor, ErrorCodes.Invalid)
        : isCsv ? new CsvFile(name, [.. shape.Properties.Select(member => member.Name)], RowsAsync(items, next))
        : TypedResults.Ok(answer(items, next));

    /// <summary>The rows of the first page and of all that follow.</summary>
    private async IAsyncEnumerable<IReadOnlyList<string?>> RowsAsync(ImmutableArray<T> items, string? next)
    {
        while (true)
        {
            foreach (var item in items)
            {
                yield return [.. shape.Properties.Select(member => CsvFile.Cell(member.Get!(item!)))];
            }

            if (next is null)
            {
                yield break;
            }

            (items, next) = (await read(next, Items))!.Value;
        }
    }
}
