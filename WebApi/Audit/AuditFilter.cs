using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using OrleansRegistration.Errors;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Lists;
using OrleansRegistration.Users;

namespace OrleansRegistration.Audit;

/// <summary>The query parameters of the audit log, as they were sent.</summary>
internal sealed record AuditFilter
{
    private const int MaxText = 100;

    [Description(
        "Only acts on this subject: the id of an account, an invitation code, or a key such as `apikeys/service`."
    )]
    [FromQuery(Name = FieldNames.Subject)]
    public string? Subject { get; init; }

    [Description("Only acts of this actor, such as `service/shop`.")]
    [FromQuery(Name = FieldNames.Actor)]
    public string? Actor { get; init; }

    [Description("Only acts of this kind, such as `user.disable`.")]
    [FromQuery(Name = FieldNames.Kind)]
    public string? Kind { get; init; }

    [Description("Only acts at this time or later.")]
    [FromQuery(Name = FieldNames.From)]
    public string? From { get; init; }

    [Description("Only acts before this time.")]
    [FromQuery(Name = FieldNames.To)]
    public string? To { get; init; }

    [Description("The `next_cursor` of an earlier answer. Without it the list begins with the newest act.")]
    [FromQuery(Name = FieldNames.Cursor)]
    public string? Cursor { get; init; }

    [Description("How many acts to list. CSV has all of them.")]
    [FromQuery(Name = FieldNames.Limit)]
    public string? Limit { get; init; }

    [Description(CsvFile.FormatRule)]
    [FromQuery(Name = FieldNames.Format)]
    public string? Format { get; init; }

    /// <summary>The keys of the grains that hold acts on an account.</summary>
    public static ImmutableArray<string> SubjectsOf(UserId user) =>
        [GrainKeys.ForUser(user), GrainKeys.ForSession(user)];

    /// <summary>The cursor after an entry.</summary>
    public static string Write(AuditEntry last)
    {
        var subject = Encoding.UTF8.GetBytes(last.Subject);
        var bytes = new byte[sizeof(long) + sizeof(int) + subject.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, last.At.UtcTicks);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(sizeof(long)), last.Number);
        subject.CopyTo(bytes, sizeof(long) + sizeof(int));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Parses all parameters. Adds every broken rule to <paramref name="errors"/>.</summary>
    /// <param name="subjects">The subjects, if the route decides them.</param>
    public AuditQuery Parse(FieldErrors errors, ImmutableArray<string>? subjects = null)
    {
        CheckText(FieldNames.Actor, Actor, errors);
        CheckText(FieldNames.Kind, Kind, errors);
        CsvFile.CheckFormat(Format, errors);
        return new(
            subjects ?? ParseSubject(Subject, errors),
            Actor,
            Kind,
            QueryText.Time(FieldNames.From, From, errors),
            QueryText.Time(FieldNames.To, To, errors),
            ParseCursor(Cursor, errors),
            PageLimit.Parse(Limit, errors)
        );
    }

    private static bool IsText(string text) => text.Length is > 0 and <= MaxText && !text.Any(char.IsControl);

    private static void CheckText(string field, string? text, FieldErrors errors)
    {
        if (text is not null && !IsText(text))
        {
            errors.Add(field, ErrorCodes.Invalid);
        }
    }

    private static ImmutableArray<string> ParseSubject(string? subject, FieldErrors errors)
    {
        if (subject is null)
        {
            return [];
        }

        if (UserId.TryParse(subject, out var user))
        {
            return SubjectsOf(user);
        }

        if (InvitationCode.TryParse(subject, out var code))
        {
            return [GrainKeys.ForCode(code)];
        }

        if (!subject.Contains('/', StringComparison.Ordinal) || !IsText(subject))
        {
            errors.Add(FieldNames.Subject, ErrorCodes.Invalid);
        }

        return [subject];
    }

    private static AuditPosition? ParseCursor(string? text, FieldErrors errors)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length <= 4 * MaxText && Base64Url.IsValid(text))
        {
            var bytes = Base64Url.DecodeFromChars(text).AsSpan();
            if (
                bytes.Length > sizeof(long) + sizeof(int)
                && BinaryPrimitives.ReadInt64BigEndian(bytes) is >= 0 and var ticks
                && ticks <= DateTime.MaxValue.Ticks
                && Encoding.UTF8.GetString(bytes[(sizeof(long) + sizeof(int))..]) is var subject
                && IsText(subject)
            )
            {
                var number = BinaryPrimitives.ReadInt32BigEndian(bytes[sizeof(long)..]);
                return new(new(ticks, TimeSpan.Zero), subject, number);
            }
        }

        errors.Add(FieldNames.Cursor, ErrorCodes.Invalid);
        return null;
    }
}
