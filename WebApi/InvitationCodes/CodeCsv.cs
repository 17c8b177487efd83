using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Jobs;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>The codes of a batch as comma-separated values (RFC 4180), page by page.</summary>
internal static class CodeCsv
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/csv";

    private const int PageSize = 500;

    // A cell that begins with one of =, @, +, -, tab and carriage return could be run by a spreadsheet.
    private static readonly CsvWriterOptions Format = new() { Injection = CsvInjection.Escape };

    /// <summary>The codes that the job has made by now, each with its link.</summary>
    public static PushStreamHttpResult Of(IGrainFactory grains, JobStatus job, MeDescription links) =>
        TypedResults.Stream(
            stream => WriteAsync(stream, grains, job, links),
            MediaType,
            string.Create(CultureInfo.InvariantCulture, $"codes-{job.Id:D}.csv")
        );

    private static async Task WriteAsync(Stream stream, IGrainFactory grains, JobStatus job, MeDescription links)
    {
        await using var csv = CsvWriter.Create(stream, Format, leaveOpen: true);
        await csv.WriteRecordAsync(["code", "link"]);
        for (var from = 0L; from < job.Total; from += PageSize)
        {
            foreach (var code in await Retry.CallAsync(() => grains.GetJob(job.Id).ListResultsAsync(from, PageSize)))
            {
                await csv.WriteRecordAsync([code, links.LinkOf(InvitationCode.Parse(code))]);
            }
        }
    }
}
