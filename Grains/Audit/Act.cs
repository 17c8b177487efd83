using System.Collections.Immutable;

namespace OrleansRegistration.Audit;

/// <summary>
/// The last act of an operator or a service on a record. The record holds it, so the commit that does the act also says
/// who did it. A trigger of the database copies each act to table <c>audit_entry</c> in the same transaction
/// (docs/adr/0034-operators.md).
/// </summary>
/// <remarks>
/// Holds ids and no names or addresses, because entries of the audit log are never erased.
/// </remarks>
internal sealed record Act
{
    /// <summary>The number of this act among the acts on the record, from 1.</summary>
    public int Number { get; init; }

    /// <inheritdoc cref="ActRequest.Id"/>
    public Guid Id { get; init; }

    /// <summary>What was done, such as <c>code.terms</c> (<see cref="ActKinds"/>).</summary>
    public string Kind
    {
        get;
        init => field = value ?? field;
    } = "";

    /// <summary>When, by the clock of the node that did it.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who, as <see cref="Actor.ToString"/> writes it.</summary>
    public string Actor
    {
        get;
        init => field = value ?? field;
    } = "";

    /// <inheritdoc cref="ActRequest.Reason"/>
    public string? Reason { get; init; }

    /// <summary>What else there is to say, such as the old value and the new one; <c>null</c> for nothing.</summary>
    public ImmutableSortedDictionary<string, string>? Data { get; init; }

    /// <summary>The act that follows <paramref name="last"/>.</summary>
    /// <param name="last">The last act on the record; <c>null</c> when there was none.</param>
    /// <param name="data">Pairs of a name in snake_case and a value. Values that are <c>null</c> are left out.</param>
    public static Act After(
        Act? last,
        string kind,
        ActRequest request,
        DateTimeOffset now,
        params ReadOnlySpan<(string Name, string? Value)> data
    )
    {
        var pairs = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in data)
        {
            if (value is not null)
            {
                pairs.Add(name, value);
            }
        }

        return new()
        {
            Number = (last?.Number ?? 0) + 1,
            Id = request.Id,
            Kind = kind,
            At = now,
            Actor = request.Actor.ToString(),
            Reason = request.Reason,
            Data = pairs.Count == 0 ? null : pairs.ToImmutable(),
        };
    }
}
