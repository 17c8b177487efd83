using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OrleansRegistration.Tests;

/// <summary>Hostile requests for the routes of an API description. The same seed makes the same requests.</summary>
internal sealed class Fuzz(JsonElement description, ulong seed)
{
    private const int HugeLength = 40_000;

    private static readonly string[] ContentTypes =
    [
        "text/plain", "application/json; charset=utf-16", "application/json; charset=\"nope\"", "application/json; charset=", "application/problem+json",
        "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "/", ";;;", "application/json;;;", "application/JSON; charset=UTF-8", "*/*", "",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "null", "true", "-1", "1e999", "\uFEFF", "\u202Eabc\u202C", "\u200D\u200D\u200D", "İstanbul", "ﬁﬁﬁﬁﬁﬁ", "ẞẞẞẞẞẞ", "Ａlice_0１", "é\u0301\u0301\u0301\u0301\u0301",
        "😀😀😀😀😀😀", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "\uD800", "a\uDC00b", "\uDBFF\uDBFF", "\uFFFF\uFFFE", "\uE000", "١٢٣٤٥٦", "\u0000\u0001\u001F\u007F", "ᄀᄀᄀ각ᆨᆨ", "\u2028\u2029", "' or 1=1 --", "{0}%s%n", "../../etc/passwd",
        "<script>", "@", "a@", "@b", "a@b", "a@[127.0.0.1]", "\"a b\"@example.com", "a@\u3002\u3002", "a@xn--a.com", "a@例え.テスト", "a@" + "b.", "admin", "root", "user", "ABCDE-12345", "O0I1L", "٠",
    ];

    private static readonly string[] HeaderNames =
    [
        "Idempotency-Key", "Authorization", "Cookie", "Accept-Language", "Accept", "Origin", "Referer", "Sec-Fetch-Site", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Content-Encoding",
        "X-HTTP-Method-Override", "Range", "If-None-Match", "If-Modified-Since", "Forwarded", "User-Agent", "Accept-Encoding", "traceparent", "tracestate", "baggage", "Upgrade", "Prefer",
    ];

    private static readonly string[] HeaderValues =
    [
        "", " ", ",", ";", "=", "\"", "refresh_token=", "refresh_token=\"", "refresh_token=%00", "refresh_token=AAAA; refresh_token=BBBB", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.e30.", "Basic OjpAOg==",
        "zh-Hans", "en;q=nan", "*;q=0", "x-\u007f", "zh-Hant-TW,en;q=0.5,,;q", "1.2.3.4", "::1, ::ffff:1.2.3.4, unknown", "null", "https://evil.example", "cross-site", "gzip", "bytes=-1", "00-00000000000000000000000000000000-0000000000000000-00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "éèü", "\u0001", "DELETE", "k",
    ];

    private static readonly string[] QueryValues = ["%00", "%FF", "%ED%A0%80", "%", "%zz", "%u0041", "+", "&&", "=", "%F0%9F%98%80", "a;b", "%0d%0aX:%20y", "%C0%AF", "[]", "#"];

    private readonly (string Method, string Path, string[] Fields, string[] Query)[] _routes = [.. Routes(description)];
    private ulong _state = seed;

    public int RouteCount => _routes.Length;

    /// <summary>The next request, and what to print of it.</summary>
    public (HttpRequestMessage Request, string Text) Next(string token)
    {
        var (method, path, fields, query) = Pick(_routes);
        if (OneIn(20))
        {
            method = Pick((string[])["GET", "PUT", "PATCH", "HEAD", "OPTIONS", "DELETE", "TRACE", "POST", "BREW"]);
        }

        // Kestrel itself refuses a path with NUL; the test host throws.
        var url = FillPath(path).Replace("%00", "%01", StringComparison.Ordinal) + FillQuery(query);
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri("http://localhost" + url));
        byte[] body = [];
        var type = "application/json";
        if (method is not ("GET" or "HEAD" or "TRACE") && !OneIn(15))
        {
            body = Body(fields);
            request.Content = new ByteArrayContent(body);
            if (OneIn(12))
            {
                type = Pick(ContentTypes);
            }

            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (OneIn(3))
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        for (var headers = Below(4); headers > 0; headers--)
        {
            var (name, value) = (Pick(HeaderNames), OneIn(10) ? new string('k', Below(5000)) : Pick(HeaderValues));
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        var text = $"{method} {url}\n{request.Headers}{type}\n{Convert.ToBase64String(body.AsSpan(0, Math.Min(body.Length, 2000)))} ({body.Length} bytes)";
        return (request, text);
    }

    private static IEnumerable<(string Method, string Path, string[] Fields, string[] Query)> Routes(JsonElement description)
    {
        foreach (var path in description.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var query = operation.Value.TryGetProperty("parameters", out var parameters)
                    ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query").Select(parameter => parameter.GetProperty("name").GetString()!).ToArray()
                    : [];
                yield return (operation.Name.ToUpperInvariant(), path.Name, FieldsOf(description, operation.Value), query);
            }
        }

        // Not in the description of themselves.
        foreach (var path in (string[])["/docs", "/docs/", "/docs/scalar.js", "/openapi/v1.json", "/", "/health/live", "/health/ready", "/nowhere"])
        {
            yield return ("GET", path, [], []);
        }
    }

    private static string[] FieldsOf(JsonElement description, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body))
        {
            return [];
        }

        var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = description.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        return schema.TryGetProperty("properties", out var properties) ? [.. properties.EnumerateObject().Select(property => property.Name)] : [];
    }

    private string FillPath(string path)
    {
        while (path.IndexOf('{', StringComparison.Ordinal) is >= 0 and var start)
        {
            var value = OneIn(2) ? Pick(QueryValues).Replace("#", "", StringComparison.Ordinal) : Uri.EscapeDataString(Text().Replace('\uD800', '?'));
            path = path[..start] + (value.Length > 2000 ? value[..2000] : value) + path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..];
        }

        return OneIn(30) ? path.TrimEnd('/') + Pick((string[])["", "//", "/..", "/./", "/%2e%2e/", "/%00", "/;x", "/x"]) : path;
    }

    private string FillQuery(string[] names)
    {
        if (names.Length == 0 && !OneIn(10))
        {
            return "";
        }

        var query = new StringBuilder("?");
        for (var parts = Below(4); parts > 0; parts--)
        {
            query.Append(names.Length == 0 || OneIn(6) ? Pick(QueryValues) : Pick(names)).Append('=')
                .Append(OneIn(3) ? Pick(QueryValues) : Uri.EscapeDataString(Text())).Append('&');
        }

        return query.Replace("#", "").ToString();
    }

    private byte[] Body(string[] fields)
    {
        var json = new StringBuilder();
        switch (Below(12))
        {
            case 0:
                return Bytes();
            case 1:
                return [.. Encoding.UTF8.GetBytes(Pick((string[])["", "null", "[]", "5", "\"x\"", "{", "}", "{}{}", "{\"\":1}", "{,}", "\uFEFF{}", "{}\0", "//x\n{}", "{\"a\":01}", "{\"a\":NaN}", "{'a':1}"]))];
            case 2:
                AppendNested(json, Below(2000));
                break;
            case 3:
                json.Append("{\"x\":\"").Append('x', HugeLength).Append("\"}");
                break;
            default:
                AppendObject(json, fields);
                break;
        }

        var bytes = Encoding.UTF8.GetBytes(json.ToString());
        for (var flips = OneIn(8) ? 1 + Below(4) : 0; flips > 0 && bytes.Length > 0; flips--)
        {
            bytes[Below(bytes.Length)] = (byte)Next();
        }

        return OneIn(20) ? bytes[..Below(bytes.Length + 1)] : bytes;
    }

    private void AppendObject(StringBuilder json, string[] fields)
    {
        var (comma, isOdd) = ("{", OneIn(2));
        foreach (var field in fields.Length == 0 ? ["x"] : fields)
        {
            for (var times = OneIn(40) ? 2 : OneIn(15) ? 0 : 1; times > 0; times--)
            {
                json.Append(comma);
                AppendText(json, OneIn(60) ? Text() : field);
                json.Append(':');
                AppendValue(json, field, isOdd);
                comma = ",";
            }
        }

        json.Append(comma == "{" ? "{}" : "}");
    }

    private void AppendValue(StringBuilder json, string field, bool isOdd)
    {
        if (isOdd && OneIn(4))
        {
            json.Append(Pick((string[])["null", "true", "false", "0", "-0", "1e400", "123456789012345678901234567890", "[]", "{}", "[[\"x\"]]", "{\"a\":{\"b\":[1]}}", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\""]));
            return;
        }

        AppendText(json, isOdd && OneIn(3) ? Text() : field switch
        {
            "old_password" => "wrong",
            "password1" or "password2" or "password" => "correct horse battery",
            "email" => $"{Below(50)}@example.com",
            "invitation_code" or "recaptcha" => "",
            _ => $"{field}{Below(50)}",
        });
    }

    private string Text()
    {
        if (OneIn(30))
        {
            return new string(Pick(Texts).FirstOrDefault('x'), Below(9000));
        }

        if (!OneIn(4))
        {
            return Pick(Texts);
        }

        var text = new StringBuilder();
        for (var length = Below(40); length > 0; length--)
        {
            text.Append((char)Below(OneIn(2) ? 0x10000 : 0x250));
        }

        return text.ToString();
    }

    // Halves of surrogate pairs as escapes, which is the only way they come over.
    private void AppendText(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\' or < ' ' || char.IsSurrogate(c) || OneIn(200))
            {
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                json.Append(c);
            }
        }

        json.Append('"');
    }

    private void AppendNested(StringBuilder json, int depth)
    {
        var isArray = OneIn(2);
        json.Append("{\"username\":");
        json.Insert(json.Length, isArray ? "[" : "{\"a\":", depth);
        json.Append('1');
        json.Insert(json.Length, isArray ? "]" : "}", depth);
        json.Append('}');
    }

    private byte[] Bytes()
    {
        var bytes = new byte[Below(300)];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)Next();
        }

        return bytes;
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    private bool OneIn(int n) => Below(n) == 0;

    private int Below(int n) => (int)(Next() % (ulong)n);

    // SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine, and no secret.
    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
