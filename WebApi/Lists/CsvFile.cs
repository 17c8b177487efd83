using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.OpenApi;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;

namespace OrleansRegistration.Lists;

/// <summary>
/// An answer as CSV (RFC 4180) in UTF-8, with a line of names first. It is sent while its rows come. A failure before
/// the first page is answered as usual; a later one ends the connection.
/// </summary>
/// <param name="name">The name of the file, without its ending.</param>
internal sealed class CsvFile(string name, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<string?>> rows)
    : IResult
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/csv";

    // A spreadsheet would take such a cell for a formula. It gets an apostrophe, which spreadsheets do not show.
    private static readonly CsvConfiguration Form = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        InjectionCharacters = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'],
        InjectionEscapeCharacter = '\'',
    };

    /// <summary>Describes parameter <c>format</c> in the API description.</summary>
    public const string FormatRule = "`json` or `csv`; without it, header `Accept` decides.";

    /// <summary>Checks parameter <c>format</c>.</summary>
    public static void CheckFormat(string? format, FieldErrors errors)
    {
        if (format is not (null or "json" or "csv"))
        {
            errors.Add(FieldNames.Format, ErrorCodes.Invalid);
        }
    }

    /// <summary>Whether a request asks for CSV, by parameter <c>format</c> or by header <c>Accept</c>.</summary>
    /// <param name="format">The parameter: <c>csv</c>, <c>json</c> or <c>null</c>.</param>
    public static bool IsWanted(HttpRequest request, string? format) =>
        format is null
            ? request
                .GetTypedHeaders()
                .Accept.FirstOrDefault()
                ?.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
                is true
            : format == "csv";

    /// <summary>The text of a cell.</summary>
    public static string? Cell(object? value) =>
        value switch
        {
            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
            bool yes => yes ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => (string?)value,
        };

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // A failure must come before the answer begins.
        await using var pages = rows.GetAsyncEnumerator(httpContext.RequestAborted);
        var hasMore = await pages.MoveNextAsync();
        var response = httpContext.Response;
        response.ContentType = $"{MediaType}; charset=utf-8; header=present";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
        await using var text = new StreamWriter(response.Body, new UTF8Encoding(false), leaveOpen: true);
        await using var csv = new CsvWriter(text, Form);
        await WriteAsync(columns);
        for (; hasMore; hasMore = await pages.MoveNextAsync())
        {
            await WriteAsync(pages.Current);
        }

        async Task WriteAsync(IEnumerable<string?> cells)
        {
            foreach (var cell in cells)
            {
                csv.WriteField(cell);
            }

            await csv.NextRecordAsync();
        }
    }
}

/// <summary>Describes routes that answer CSV, too.</summary>
internal static class CsvDescription
{
    /// <summary>Says that the answer 200 may be CSV.</summary>
    public static RouteHandlerBuilder WithCsv(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer(
            (operation, _, _) =>
            {
                operation.Responses!["200"].Content![CsvFile.MediaType] = new()
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                };
                return Task.CompletedTask;
            }
        );
}
