namespace OrleansRegistration.Json;

/// <summary>Gives a member of a message its JSON Schema format, such as <c>uuid</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FormatAttribute(string format) : Attribute
{
    /// <summary>The format.</summary>
    public string Format => format;
}
