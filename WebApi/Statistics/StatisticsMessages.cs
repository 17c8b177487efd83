using System.ComponentModel;

namespace OrleansRegistration.Statistics;

/// <summary>Counts in steps of time.</summary>
internal sealed record StatisticsResponse(
    [property: Description("When the first step begins.")] DateTime From,
    [property: Description("When the last step ends.")] DateTime To,
    [property: Description("`hour` or `day`.")] string Step,
    [property: Description("The sums over all steps.")] IReadOnlyDictionary<string, long> Totals,
    [property: Description("The steps in which something happened, oldest first.")]
        IReadOnlyList<StatisticsStepResponse> Items
);

/// <summary>The counts of one step.</summary>
internal sealed record StatisticsStepResponse(
    [property: Description("When the step begins.")] DateTime Time,
    [property: Description(
        "`registered`, `activated`, `deleted`, `mail_sent`, `mail_failed`, `refused`, `overloaded`, `failed`, "
            + "`unknown`, and reasons such as `refused/username:taken`."
    )]
        IReadOnlyDictionary<string, long> Counts
);
