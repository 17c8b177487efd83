using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using OrleansRegistration.Jobs;
using OrleansRegistration.Storage;

namespace OrleansRegistration.InvitationCodes;

/// <summary>
/// Issues a batch of house codes. The job's secret and the number of a code decide its text, and the row of a code
/// names its job and number. So a step that is run again finds what it has issued, and a crash repeats and loses
/// nothing.
/// </summary>
internal sealed class CodeBatchWork(
    [FromKeyedServices(StorageNames.Registration)] IGrainStorage storage,
    ServiceClock clock
) : IJobWork
{
    private const int CodesAStep = 500;

    public string Kind => JobKinds.CodeBatch;

    public async Task<JobStep> RunAsync(JobPlan job)
    {
        var terms = BatchTerms.Read(job.Parameters);
        var total = (int)job.Total!.Value;
        var from = job.Position is { } position ? int.Parse(position, CultureInfo.InvariantCulture) : 0;
        var to = Math.Min(from + CodesAStep, total);
        await Task.WhenAll(Enumerable.Range(from, to - from).Select(number => IssueAsync(job, terms, number)));
        return new(to.ToString(CultureInfo.InvariantCulture), to, IsLast: to == total);
    }

    public async Task<ImmutableArray<string>> ListAsync(JobPlan job, long from, int count)
    {
        var prefix = BatchTerms.Read(job.Parameters).Prefix;
        var to = (int)Math.Min(from + count, job.Total!.Value);
        var codes = await Task.WhenAll(
            Enumerable.Range((int)from, Math.Max(0, to - (int)from)).Select(number => FindAsync(job, prefix, number))
        );
        return [.. codes.OfType<InvitationCode>().Select(code => code.Value)];
    }

    private async Task IssueAsync(JobPlan job, BatchTerms terms, int number)
    {
        var now = clock.Now;
        var record = new InvitationCodeRecord
        {
            Owner = default,
            Attempt = job.Id,
            LeaseEnd = now,
            OwnerCommitted = true,
            Limit = terms.Limit,
            ExpiresAt = terms.ExpiresAt,
            Issued = new()
            {
                At = now,
                Request = job.Id,
                Batch = job.Id,
                Number = number,
                Label = terms.Details.Label,
                Note = terms.Details.Note,
                EmailDomain = terms.Details.EmailDomain,
            },
        };
        for (var tries = 0; ; tries++)
        {
            var row = RowOf(Draw(job, terms.Prefix, number, tries));
            try
            {
                await row.WriteAsync(record, version: 0);
                return;
            }
            catch (InconsistentStateException)
            {
                if (IsOurs((await row.ReadAsync()).Value, job, number))
                {
                    return;
                }
            }
        }
    }

    private async Task<InvitationCode?> FindAsync(JobPlan job, string prefix, int number)
    {
        for (var tries = 0; ; tries++)
        {
            var code = Draw(job, prefix, number, tries);
            var found = (await RowOf(code).ReadAsync()).Value;
            if (found is null || IsOurs(found, job, number))
            {
                return found is null ? null : code;
            }
        }
    }

    private static bool IsOurs(InvitationCodeRecord? code, JobPlan job, int number) =>
        code?.Attempt == job.Id && code.Issued?.Number == number;

    private static InvitationCode Draw(JobPlan job, string prefix, int number, int tries) =>
        InvitationCode.Draw(
            HMACSHA256.HashData(
                job.Secret.AsSpan(),
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{job.Id:D}/{number}/{tries}"))
            ),
            prefix
        );

    private GrainRow<InvitationCodeRecord> RowOf(InvitationCode code) =>
        new(GrainTypes.Code, GrainId.Create(GrainTypes.Code, code.GrainKey), storage);
}
