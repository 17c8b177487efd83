using System.Globalization;
using OrleansRegistration.Jobs;
using OrleansRegistration.Lists;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>The codes of a batch as CSV, page by page.</summary>
internal static class CodeCsv
{
    private const int PageSize = 500;

    /// <summary>The codes that the job has made by now, each with its link.</summary>
    public static CsvFile Of(IGrainFactory grains, JobStatus job, MeDescription links) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"codes-{job.Id:D}"),
            ["code", "link"],
            RowsAsync(grains, job, links)
        );

    private static async IAsyncEnumerable<IReadOnlyList<string?>> RowsAsync(
        IGrainFactory grains,
        JobStatus job,
        MeDescription links
    )
    {
        for (var from = 0L; from < job.Total; from += PageSize)
        {
            var start = from;
            foreach (var code in await Retry.CallAsync(() => grains.GetJob(job.Id).ListResultsAsync(start, PageSize)))
            {
                yield return [code, links.LinkOf(InvitationCode.Parse(code))];
            }
        }
    }
}
