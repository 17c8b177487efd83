using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using OrleansRegistration.Errors;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Lists;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>Which accounts to list, as the query of a request says it.</summary>
internal sealed record PeopleForm
{
    [FromQuery(Name = "search")]
    [Description(
        "The begin of a username, a nickname or an e-mail address, or a whole invitation code or id. "
            + "Only `field`, `exact`, `cursor`, `limit` and `format` go with it."
    )]
    public string? Search { get; init; }

    [FromQuery(Name = "field")]
    [Description("Search only here: `username`, `nickname`, `email`, `code` or `id`.")]
    public string? Field { get; init; }

    [FromQuery(Name = "exact")]
    [Description("`true` to find only whole names.")]
    public string? Exact { get; init; }

    [FromQuery(Name = "state")]
    [Description(
        "Only accounts that are `active`, `inactive`, `disabled`, `frozen`, `ended`, `admin` or `quarantined`."
    )]
    public string? State { get; init; }

    [FromQuery(Name = "level")]
    [Description("Only accounts of this level, from 1 to 5.")]
    public string? Level { get; init; }

    [FromQuery(Name = "code")]
    [Description("Only accounts that signed up with this invitation code.")]
    public string? Code { get; init; }

    [FromQuery(Name = "inviter")]
    [Description("Only accounts that the account with this id invited.")]
    public string? Inviter { get; init; }

    [FromQuery(Name = "from")]
    [Description("Only accounts that joined at this time or later (RFC 3339).")]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    [Description("Only accounts that joined before this time (RFC 3339).")]
    public string? To { get; init; }

    [FromQuery(Name = "order")]
    [Description("`newest` (the default) or `oldest` first.")]
    public string? Order { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("The `next_cursor` of an earlier answer. Without it the list begins at the start.")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "limit")]
    [Description("How many accounts to list. CSV has all of them.")]
    public string? Limit { get; init; }

    [FromQuery(Name = FieldNames.Format)]
    [Description(CsvFile.FormatRule)]
    public string? Format { get; init; }

    /// <summary>Parses the query. Adds every broken rule to <paramref name="errors"/>.</summary>
    public PeopleQuery Parse(FieldErrors errors)
    {
        CsvFile.CheckFormat(Format, errors);
        return new(
            SearchText(errors),
            QueryText.Choice<PeopleField>("field", Field, errors),
            QueryText.Choice<Flag>("exact", Exact, errors) is Flag.True,
            QueryText.Choice<PersonState>("state", State, errors),
            QueryText.Number("level", Level, 1, LevelOptions.Highest, errors),
            CodeText(errors),
            QueryText.Id("inviter", Inviter, errors) is { } inviter ? new UserId(inviter) : null,
            QueryText.Time("from", From, errors),
            QueryText.Time("to", To, errors),
            QueryText.Choice<SortOrder>("order", Order, errors) is SortOrder.Oldest,
            Cursor,
            QueryText.Number(FieldNames.Limit, Limit, 1, PeopleQuery.MaxLimit, errors) ?? PeopleQuery.DefaultLimit
        );
    }

    private string? SearchText(FieldErrors errors)
    {
        var text = Search?.Trim();
        if (text is null)
        {
            return null;
        }

        if (text.Length is 0 or > PeopleQuery.MaxSearch || text.Contains('\0', StringComparison.Ordinal))
        {
            errors.Add("search", ErrorCodes.Invalid);
        }

        foreach (
            var (name, value) in new[]
            {
                ("state", State),
                ("level", Level),
                ("code", Code),
                ("inviter", Inviter),
                ("from", From),
                ("to", To),
                ("order", Order),
            }
        )
        {
            if (value is not null)
            {
                errors.Add(name, ErrorCodes.NotWithSearch);
            }
        }

        return text;
    }

    private string? CodeText(FieldErrors errors)
    {
        if (Code is null)
        {
            return null;
        }

        if (!InvitationCode.TryParse(Code, out var code))
        {
            errors.Add("code", ErrorCodes.Invalid);
        }

        return code?.Value;
    }

    private enum Flag
    {
        False,
        True,
    }

    private enum SortOrder
    {
        Newest,
        Oldest,
    }
}
