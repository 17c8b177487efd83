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
            foreach (var (name, value) in one.Data)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
