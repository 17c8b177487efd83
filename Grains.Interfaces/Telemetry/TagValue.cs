using System.Text.Json;

namespace OrleansRegistration.Telemetry;

/// <summary>Values of tags.</summary>
public static class TagValue
{
    /// <summary>The member of an enum in snake case. Makes no text for a call.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Texts<T>.All[value];

    private static class Texts<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All = Enum.GetValues<T>()
            .Distinct()
            .ToDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    }
}
