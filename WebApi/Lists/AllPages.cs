using System.Collections.Immutable;

namespace OrleansRegistration.Lists;

/// <summary>The rows of all pages of a list, read page by page.</summary>
internal static class AllPages
{
    /// <summary>How many items are read at once.</summary>
    public const int Items = 500;

    /// <summary>The rows of the first page and of all that follow.</summary>
    /// <param name="read">Reads the page of a cursor.</param>
    public static async IAsyncEnumerable<IReadOnlyList<string?>> RowsAsync<T>(
        (ImmutableArray<T> Items, string? Next) page,
        Func<string, Task<(ImmutableArray<T> Items, string? Next)>> read,
        Func<T, IReadOnlyList<string?>> row
    )
    {
        while (true)
        {
            foreach (var item in page.Items)
            {
                yield return row(item);
            }

            if (page.Next is not { } next)
            {
                yield break;
            }

            page = await read(next);
        }
    }
}
