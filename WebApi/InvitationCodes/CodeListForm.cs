using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Lists;
using OrleansRegistration.Names;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>Which codes to list, as the query of a request says it.</summary>
internal sealed record CodeListForm
{
    private const string Nobody = "none";

    [FromQuery(Name = FieldNames.Search)]
    [Description("The begin of a code. The list is then in the order of codes.")]
    public string? Search { get; init; }

    [FromQuery(Name = FieldNames.Label)]
    [Description("Only codes of this campaign.")]
    public string? Label { get; init; }

    [FromQuery(Name = FieldNames.Batch)]
    [Description("Only codes that the job with this id issued.")]
    public string? Batch { get; init; }

    [FromQuery(Name = FieldNames.Owner)]
    [Description("Only codes of the account with this id, or `none` for codes that belong to nobody.")]
    public string? Owner { get; init; }

    [FromQuery(Name = FieldNames.State)]
    [Description("Only codes that are `active`, `retired`, `disabled`, `frozen`, `expired` or `exhausted`.")]
    public string? State { get; init; }

    [FromQuery(Name = FieldNames.From)]
    [Description("Only codes that were made at this time or later (RFC 3339).")]
    public string? From { get; init; }

    [FromQuery(Name = FieldNames.To)]
    [Description("Only codes that were made before this time (RFC 3339).")]
    public string? To { get; init; }

    [FromQuery(Name = FieldNames.Order)]
    [Description(
        "`newest` (the default) or `oldest` first, by `code`, or the most `used` first. A code that somebody signs up "
            + "with while the most used are read may be missed."
    )]
    public string? Order { get; init; }

    [FromQuery(Name = FieldNames.Cursor)]
    [Description("The `next_cursor` of an earlier answer. Without it the list begins at the start.")]
    public string? Cursor { get; init; }

    [FromQuery(Name = FieldNames.Limit)]
    [Description("How many codes to list. CSV has all of them.")]
    public string? Limit { get; init; }

    [FromQuery(Name = FieldNames.Format)]
    [Description(CsvFile.FormatRule)]
    public string? Format { get; init; }

    /// <summary>Parses the query. Adds every broken rule to <paramref name="errors"/>.</summary>
    public CodeQuery Parse(FieldErrors errors)
    {
        CsvFile.CheckFormat(Format, errors);
        return new(
            SearchText(errors),
            LabelText(Label, errors),
            QueryText.Id(FieldNames.Batch, Batch, errors),
            Owner is not Nobody && QueryText.Id(FieldNames.Owner, Owner, errors) is { } owner
                ? new UserId(owner)
                : null,
            Owner is Nobody,
            QueryText.Choice<CodeState>(FieldNames.State, State, errors, ListedCodeResponse.NameOf),
            QueryText.Time(FieldNames.From, From, errors),
            QueryText.Time(FieldNames.To, To, errors),
            QueryText.Choice<CodeOrder>(FieldNames.Order, Order, errors)
                ?? (Search is null ? CodeOrder.Newest : CodeOrder.Code),
            Cursor,
            PageLimit.Parse(Limit, errors)
        );
    }

    private string? SearchText(FieldErrors errors)
    {
        if (Search is null)
        {
            return null;
        }

        if (Order is not null and not "code")
        {
            errors.Add(FieldNames.Order, ErrorCodes.NotWithSearch);
        }

        if (!InvitationCode.TryParse(Search, out var begin))
        {
            errors.Add(FieldNames.Search, ErrorCodes.Invalid);
        }

        return begin?.Value;
    }

    /// <summary>Checks a label that a list or counts are filtered by.</summary>
    public static string? LabelText(string? label, FieldErrors errors)
    {
        if (label is not null && (label.Length is 0 or > 2 * CodeDetails.MaxLabel || !TextRules.IsOneLine(label)))
        {
            errors.Add(FieldNames.Label, ErrorCodes.Invalid);
        }

        return label;
    }
}
