using System.Globalization;
using System.Text.Json;
using OrleansRegistration.Audit;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks the audit log against the records: the entries of each subject are numbered from 1 without a gap, and the
/// last one is the act that the record holds. A deleted code may keep its entries.
/// </summary>
internal sealed class AuditRows(Findings findings)
{
    private readonly Dictionary<string, (int Number, Guid Id)> _acts = new(StringComparer.Ordinal);
    private (string Subject, int Number, Guid Id)? _last;

    private static ReadOnlySpan<byte> ActBegins => "\"act\":{"u8;

    /// <summary>Keeps the last act of a row, of whichever type.</summary>
    public void Note(StoredRow row)
    {
        if (row.Payload.Span.IndexOf(ActBegins) >= 0 && ReadAct(row.Payload) is { } act)
        {
            _acts[row.Key.GrainKey] = (act.Number, act.Id);
        }
    }

    /// <summary>Checks an entry. The entries of a subject come one after another, by their numbers.</summary>
    public void Check(string subject, int number, Guid id)
    {
        if (_last?.Subject != subject)
        {
            EndSubject();
        }

        var expected = _last?.Subject == subject ? _last.Value.Number + 1 : 1;
        if (number != expected)
        {
            Report(
                subject,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the audit log has entry {number} where entry {expected} should be"
                )
            );
        }

        _last = (subject, number, id);
    }

    /// <summary>Reports an entry that is in another database than its subject's home.</summary>
    public void ReportMisplaced(string subject, RegistrationDatabase database, RegistrationDatabase home) =>
        findings.Report(
            Invariant.Home,
            $"an entry of the audit log is in {database.Setting}, but its home is {home.Setting}",
            KeyOf(subject)
        );

    /// <summary>Ends the entries of a database.</summary>
    public void EndSubject()
    {
        if (_last is not (var subject, var number, var id))
        {
            return;
        }

        if (_acts.Remove(subject, out var act))
        {
            if (act.Number != number)
            {
                Report(
                    subject,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"a record holds act {act.Number}, but the audit log ends with entry {number}"
                    )
                );
            }
            else if (act.Id != id)
            {
                Report(
                    subject,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"a record and the audit log have different acts {number}"
                    )
                );
            }
        }
        else if (!subject.StartsWith($"{GrainTypes.Code}/", StringComparison.Ordinal))
        {
            Report(subject, "the audit log has entries of a record that holds no act");
        }

        _last = null;
    }

    /// <summary>Reports the acts without any entry.</summary>
    public void Finish()
    {
        foreach (var subject in _acts.Keys)
        {
            Report(subject, "a record holds an act, but the audit log has no entry of it");
        }
    }

    private static Act? ReadAct(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            return json.RootElement.TryGetProperty("act", out var act) ? act.Deserialize(StateJson.Default.Act) : null;
        }
        catch (JsonException)
        {
            return null; // the checker of the row's type reports it
        }
    }

    private static RowKey KeyOf(string subject) => new(subject.Split('/')[0], subject);

    private void Report(string subject, string what) => findings.Report(Invariant.Audit, what, KeyOf(subject));
}
