using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;

namespace OrleansRegistration.Statistics;

/// <summary>The range of statistics, as the query of a request says it.</summary>
internal sealed record StatisticsForm
{
    private const int UsualSteps = 48;

    [FromQuery(Name = "step")]
    [Description("`hour` (the default) or `day`, UTC.")]
    public string? Step { get; init; }

    [FromQuery(Name = "from")]
    [Description("When the range begins (RFC 3339). Default: 48 steps before its end.")]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    [Description("When the range ends (RFC 3339). Default: now.")]
    public string? To { get; init; }

    /// <summary>
    /// Parses the query. Adds every broken rule to <paramref name="errors"/>. The range is widened to whole steps.
    /// </summary>
    public StatisticsRange Parse(DateTimeOffset now, FieldErrors errors)
    {
        var step = QueryText.Choice<StatisticsStep>("step", Step, errors) ?? StatisticsStep.Hour;
        var range = new StatisticsRange(default, default, step);
        var to = Time("to", To, errors) ?? now;
        var from = Time("from", From, errors) ?? to - (UsualSteps * range.StepLength);
        var ticks = range.StepLength.Ticks;
        range = range with
        {
            From = new(from.UtcTicks / ticks * ticks, TimeSpan.Zero),
            To = new((to.UtcTicks + ticks - 1) / ticks * ticks, TimeSpan.Zero),
        };
        if (
            !errors.Any
            && (range.To <= range.From || (range.To - range.From) / range.StepLength > StatisticsRange.MaxSteps)
        )
        {
            errors.Add("from", ErrorCodes.RangeInvalid);
        }

        return range;
    }

    // A step more or less than the first or the last moment would be none.
    private static DateTimeOffset? Time(string name, string? text, FieldErrors errors)
    {
        var time = QueryText.Time(name, text, errors);
        if (time?.UtcDateTime.Year is <= 1 or >= 9999)
        {
            errors.Add(name, ErrorCodes.Invalid);
            return null;
        }

        return time;
    }
}
