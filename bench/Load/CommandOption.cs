using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace OrleansRegistration.Bench;

/// <summary>Creates options of commands.</summary>
internal static class CommandOption
{
    /// <summary>An option with a default value.</summary>
    public static Option<T> Of<T>(string name, T value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    /// <summary>An option that takes numbers separated by commas, and sorts them.</summary>
    public static Option<int[]> Numbers(string name, int[] values, string description)
    {
        var option = Of(name, values, description + ", separated by commas");
        option.CustomParser = Parse;
        return option;
    }

    private static int[] Parse(ArgumentResult result)
    {
        var numbers = new List<int>();
        foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
            else
            {
                result.AddError($"{text} is not a number.");
            }
        }

        return [.. numbers.Order()];
    }
}
