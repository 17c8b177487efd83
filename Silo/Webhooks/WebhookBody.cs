using System.Globalization;
using System.Text;
using System.Text.Json;
using OrleansRegistration.ReadModel;

namespace OrleansRegistration.Webhooks;

/// <summary>The body that receivers get.</summary>
internal static class WebhookBody
{
    /// <summary>The body of an event: its type, its time and its data. It has no names and no addresses.</summary>
    public static string Of(ServiceEvent one)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", one.Type);
            json.WriteString("timestamp", one.At.UtcDateTime);
            json.WriteStartObject("data");
            if (SubjectOf(one.Type) is { } subject)
            {
                json.WriteString(subject, one.Subject);
            }

            foreach (var (name, value) in one.Data)
            {
                Write(json, name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static string? SubjectOf(string type) =>
        type.Split('.')[0] switch
        {
            "user" or "level" => "user_id",
            "invitation" => "invitation_code",
            _ => null,
        };

    private static void Write(Utf8JsonWriter json, string name, string value)
    {
        // A code may have digits only, and is a text.
        if (
            name is "limit" or "level_before" or "level_after"
            && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        )
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}
