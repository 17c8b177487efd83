using System.Globalization;
using OrleansRegistration.Errors;

namespace OrleansRegistration.Json;

/// <summary>Parses query parameters. A wrong one adds <c>invalid</c> to the errors of the request.</summary>
internal static class QueryText
{
    /// <summary>One of the members of an enum.</summary>
    /// <param name="nameOf">How requests name a member; <c>null</c> for its name in lower case.</param>
    public static T? Choice<T>(string name, string? text, FieldErrors errors, Func<T, string>? nameOf = null)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(nameOf?.Invoke(value) ?? value.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        errors.Add(name, ErrorCodes.Invalid);
        return null;
    }

    /// <summary>A whole number.</summary>
    public static int? Number(string name, string? text, int least, int most, FieldErrors errors)
    {
        if (text is null)
        {
            return null;
        }

        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
        {
            return number;
        }

        errors.Add(name, ErrorCodes.Invalid);
        return null;
    }

    /// <summary>A UUID of 36 characters.</summary>
    public static Guid? Id(string name, string? text, FieldErrors errors)
    {
        if (text is null)
        {
            return null;
        }

        if (Guid.TryParseExact(text, "D", out var id))
        {
            return id;
        }

        errors.Add(name, ErrorCodes.Invalid);
        return null;
    }

    /// <summary>A time with its zone (RFC 3339).</summary>
    public static DateTimeOffset? Time(string name, string? text, FieldErrors errors)
    {
        if (text is null)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out var time))
        {
            return time;
        }

        errors.Add(name, ErrorCodes.Invalid);
        return null;
    }
}
