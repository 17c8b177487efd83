using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Hosting;

/// <summary>
/// The range of a number in the settings. The message of a value outside the range names the setting.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingRangeAttribute : RangeAttribute
{
    /// <summary>The range of a whole number.</summary>
    /// <param name="key">The key of the setting, such as <c>Mail:Port</c>.</param>
    public SettingRangeAttribute(string key, int minimum, int maximum)
        : base(minimum, maximum) => (Key, ErrorMessage) = (key, Message(key, minimum, maximum));

    /// <summary>The range of a number.</summary>
    /// <inheritdoc cref="SettingRangeAttribute(string, int, int)" path="/param"/>
    public SettingRangeAttribute(string key, double minimum, double maximum)
        : base(minimum, maximum) => (Key, ErrorMessage) = (key, Message(key, minimum, maximum));

    /// <summary>The key of the setting.</summary>
    public string Key { get; }

    private static string Message(string key, IFormattable minimum, IFormattable maximum) =>
        FormattableString.Invariant($"{key} must be from {minimum} to {maximum}.");
}
