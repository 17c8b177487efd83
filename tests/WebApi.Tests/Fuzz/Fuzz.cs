using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace OrleansRegistration.Tests;

/// <summary>
/// Makes hostile requests for the routes of an API description. The same seed makes the same requests, except for the
/// tokens in them.
/// </summary>
internal sealed partial class Fuzz(JsonElement description, ulong seed)
{
    private const int HugeLength = 40_000;
    private const int MailTokenBytes = 48;
    private const int RefreshTokenBytes = 64;

    private static readonly string[] Methods =
    [
        "GET",
        "PUT",
        "PATCH",
        "HEAD",
        "OPTIONS",
        "DELETE",
        "TRACE",
        "POST",
        "BREW",
        "get",
        "CONNECT",
        "M-SEARCH",
        "X",
    ];

    private static readonly string[] ContentTypes =
    [
        "text/plain",
        "application/json; charset=\"utf-8\"",
        "application/json; charset=utf-16",
        "application/json; charset=\"nope\"",
        "application/json; charset=",
        "application/problem+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "/",
        ";;;",
        "application/json;;;",
        "application/JSON; charset=UTF-8",
        "*/*",
        "",
    ];

    private static readonly string[] Texts =
    [
        "",
        " ",
        "\0",
        "a\0b",
        "null",
        "true",
        "-1",
        "1e999",
        "\uFEFF",
        "\u202Eabc\u202C",
        "\u200D\u200D\u200D",
        "İstanbul",
        "ﬁﬁﬁﬁﬁﬁ",
        "ẞẞẞẞẞẞ",
        "Ａlice_0１",
        "é\u0301\u0301\u0301\u0301\u0301",
        "😀😀😀😀😀😀",
        "👨‍👩‍👧‍👦👨‍👩‍👧‍👦",
        "\uD800",
        "a\uDC00b",
        "\uDBFF\uDBFF",
        "\uFFFF\uFFFE",
        "\uE000",
        "١٢٣٤٥٦",
        "\u0000\u0001\u001F\u007F",
        "ᄀᄀᄀ각ᆨᆨ",
        "\u2028\u2029",
        "' or 1=1 --",
        "{0}%s%n",
        "../../etc/passwd",
        "<script>",
        "@",
        "a@",
        "@b",
        "a@b",
        "a@[127.0.0.1]",
        "\"a b\"@example.com",
        "a@\u3002\u3002",
        "a@xn--a.com",
        "a@例え.テスト",
        "a@" + "b.",
        "admin",
        "root",
        "user",
        "ABCDE-12345",
        "O0I1L",
        "٠",
    ];

    private static readonly string[] HeaderNames =
    [
        "Idempotency-Key",
        "Authorization",
        "Cookie",
        "Accept-Language",
        "Accept",
        "Origin",
        "Referer",
        "Sec-Fetch-Site",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "Content-Encoding",
        "X-HTTP-Method-Override",
        "Range",
        "If-None-Match",
        "If-Modified-Since",
        "Forwarded",
        "User-Agent",
        "Accept-Encoding",
        "traceparent",
        "tracestate",
        "baggage",
        "Upgrade",
        "Prefer",
    ];

    private static readonly string[] HeaderValues =
    [
        "",
        " ",
        ",",
        ";",
        "=",
        "\"",
        "refresh_token=",
        "refresh_token=\"",
        "refresh_token=%00",
        "refresh_token=AAAA; refresh_token=BBBB",
        "registration_refresh=AAAA; registration_refresh=BBBB",
        "registration_refresh=\"",
        "Bearer",
        "Bearer ",
        "Bearer a.b.c",
        "Bearer eyJhbGciOiJub25lIn0.e30.",
        "Basic OjpAOg==",
        "zh-Hans",
        "en;q=nan",
        "*;q=0",
        "x-\u007f",
        "zh-Hant-TW,en;q=0.5,,;q",
        "1.2.3.4",
        "::1, ::ffff:1.2.3.4, unknown",
        "null",
        "https://evil.example",
        "cross-site",
        "gzip",
        "bytes=-1",
        "00-00000000000000000000000000000000-0000000000000000-00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "éèü",
        "\u0001",
        "DELETE",
        "k",
    ];

    private static readonly string[] QueryValues =
    [
        "%00",
        "%FF",
        "%ED%A0%80",
        "%",
        "%zz",
        "%u0041",
        "+",
        "&&",
        "=",
        "%F0%9F%98%80",
        "a;b",
        "%0d%0aX:%20y",
        "%C0%AF",
        "[]",
        "#",
    ];

    private readonly Route[] _routes = [.. Routes(description)];
    private ulong _state = seed;

    /// <summary>The routes of the description.</summary>
    public IEnumerable<Route> Described => _routes.Where(route => route.IsDescribed);

    /// <summary>Makes the next request.</summary>
    public HostileRequest Next(Credentials credentials)
    {
        var route = Pick(_routes);
        var method = OneIn(20) ? Pick(Methods) : route.Method;
        var path = FillPath(route.Path);
        var isMangled = OneIn(30);
        var target = (isMangled ? Mangle(path) : path) + FillQuery(route.Query);
        var headers = new List<string> { "Host: 127.0.0.1" };
        byte[] body = [];
        if (method is not ("GET" or "HEAD" or "TRACE" or "CONNECT") && !OneIn(15))
        {
            body = Body(route.Fields, credentials);
            if (OneIn(40))
            {
                var coding = Pick((string[])["gzip", "deflate", "br"]);
                headers.Add($"Content-Encoding: {coding}");
                body = Compress(coding, body);
            }

            headers.Add("Content-Type: " + (OneIn(12) ? Pick(ContentTypes) : "application/json"));
        }

        if (!OneIn(3))
        {
            headers.Add("Authorization: Bearer " + (OneIn(6) ? credentials.Limited : credentials.Full));
        }

        for (var more = Below(4); more > 0; more--)
        {
            headers.Add($"{Pick(HeaderNames)}: {(OneIn(10) ? new string('k', Below(5000)) : Pick(HeaderValues))}");
        }

        return Frame(method == route.Method && !isMangled ? route.Name : null, method, target, headers, body);
    }

    private static IEnumerable<Route> Routes(JsonElement description)
    {
        foreach (var path in description.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var query = operation.Value.TryGetProperty("parameters", out var parameters)
                    ? parameters
                        .EnumerateArray()
                        .Where(parameter => parameter.GetProperty("in").GetString() == "query")
                        .Select(parameter => parameter.GetProperty("name").GetString()!)
                        .ToArray()
                    : [];
                var statuses = operation
                    .Value.GetProperty("responses")
                    .EnumerateObject()
                    .Select(response => response.Name)
                    .ToHashSet();
                yield return new(
                    operation.Name.ToUpperInvariant(),
                    path.Name,
                    FieldsOf(description, operation.Value),
                    query,
                    statuses
                );
            }
        }

        // The description does not describe these routes.
        foreach (var path in (string[])["/docs", "/docs/", "/openapi/v1.json", "/", "/nowhere"])
        {
            yield return new("GET", path, [], [], []);
        }

        yield return new("HEAD", "/docs/scalar.js", [], [], []); // 5 MB
    }

    private static (string Name, bool IsFlag)[] FieldsOf(JsonElement description, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body))
        {
            return [];
        }

        var schema = Resolve(body.GetProperty("content").GetProperty("application/json").GetProperty("schema"));
        return schema.TryGetProperty("properties", out var properties)
            ?
            [
                .. properties
                    .EnumerateObject()
                    .Select(property =>
                        (
                            property.Name,
                            Resolve(property.Value).TryGetProperty("type", out var type)
                                && type.ToString().Contains("boolean", StringComparison.Ordinal)
                        )
                    ),
            ]
            : [];

        JsonElement Resolve(JsonElement schema) =>
            schema.TryGetProperty("$ref", out var reference)
                ? description
                    .GetProperty("components")
                    .GetProperty("schemas")
                    .GetProperty(reference.GetString()!.Split('/')[^1])
                : schema;
    }

    private static byte[] Compress(string coding, byte[] body)
    {
        using var compressed = new MemoryStream();
        using (
            Stream stream = coding switch
            {
                "gzip" => new GZipStream(compressed, CompressionLevel.Fastest),
                "deflate" => new ZLibStream(compressed, CompressionLevel.Fastest),
                _ => new BrotliStream(compressed, CompressionLevel.Fastest),
            }
        )
        {
            stream.Write(body);
        }

        return compressed.ToArray();
    }

    private string FillPath(string path)
    {
        while (path.IndexOf('{', StringComparison.Ordinal) is >= 0 and var start)
        {
            var value = Below(3) switch
            {
                0 => Pick(QueryValues).Replace("#", "", StringComparison.Ordinal),
                1 => new Guid([.. Bytes(16)]).ToString(),
                _ => Escape(Text()),
            };
            path =
                path[..start]
                + (value.Length > 2000 ? value[..2000] : value)
                + path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..];
        }

        return path;
    }

    private string Mangle(string path) =>
        Below(3) switch
        {
            0 => path.TrimEnd('/')
                + Pick(
                    (string[])
                        [
                            "",
                            "//",
                            "/..",
                            "/./",
                            "/%2e%2e/",
                            "/%00",
                            "/;x",
                            "/x",
                            "/\0",
                            "/\u00ff\u00fe",
                            "/é",
                            "\\",
                            "?",
                            "/%",
                        ]
                ),
            1 => Pick(
                (string[])
                    [
                        "*",
                        "//",
                        "/",
                        "/%00",
                        "/\0",
                        "http://evil.example/api/me/",
                        "http://",
                        "127.0.0.1:80",
                        "://",
                        "?",
                        "/..",
                        "/../../etc/passwd",
                        "x",
                        "/%c0%ae%c0%ae/",
                        "/\u0080",
                    ]
            ),
            _ => "/" + new string('a', Below(3) * 6000) + path,
        };

    // Lone surrogates have no UTF-8 at all.
    private static string Escape(string text) =>
        Uri.EscapeDataString(string.Concat(text.Select(c => char.IsSurrogate(c) ? '?' : c)));

    private string FillQuery(string[] names)
    {
        if (names.Length == 0 && !OneIn(10))
        {
            return "";
        }

        var query = new StringBuilder("?");
        for (var parts = Below(4); parts > 0; parts--)
        {
            query
                .Append(names.Length == 0 || OneIn(6) ? Pick(QueryValues) : Pick(names))
                .Append('=')
                .Append(OneIn(3) ? Pick(QueryValues) : Escape(Text()))
                .Append('&');
        }

        return query.Replace("#", "").ToString();
    }

    private byte[] Body((string Name, bool IsFlag)[] fields, Credentials credentials)
    {
        var json = new StringBuilder();
        switch (Below(16))
        {
            case 0:
                return Bytes(Below(300));
            case 1:
                return
                [
                    .. Encoding.UTF8.GetBytes(
                        Pick(
                            (string[])
                                [
                                    "",
                                    "null",
                                    "[]",
                                    "5",
                                    "\"x\"",
                                    "{",
                                    "}",
                                    "{}{}",
                                    "{\"\":1}",
                                    "{,}",
                                    "\uFEFF{}",
                                    "{}\0",
                                    "//x\n{}",
                                    "{\"a\":01}",
                                    "{\"a\":NaN}",
                                    "{'a':1}",
                                ]
                        )
                    ),
                ];
            case 2:
                AppendNested(json, Below(2000));
                break;
            case 3:
                json.Append("{\"x\":\"").Append('x', HugeLength).Append("\"}");
                break;
            case 4:
                json.Append("{\"username\":").Append('9', HugeLength / 2).Append(OneIn(2) ? "}" : "e999}");
                break;
            default:
                AppendObject(json, fields, credentials);
                break;
        }

        var bytes = Encoding.UTF8.GetBytes(json.ToString());
        for (var flips = OneIn(8) ? 1 + Below(4) : 0; flips > 0 && bytes.Length > 0; flips--)
        {
            bytes[Below(bytes.Length)] = (byte)Next();
        }

        return OneIn(20) ? bytes[..Below(bytes.Length + 1)] : bytes;
    }

    private void AppendObject(StringBuilder json, (string Name, bool IsFlag)[] fields, Credentials credentials)
    {
        var (comma, isOdd) = ("{", OneIn(2));
        foreach (var (field, isFlag) in fields.Length == 0 ? [("x", false)] : fields)
        {
            for (
                var times =
                    OneIn(60) ? 2
                    : OneIn(30) ? 0
                    : 1;
                times > 0;
                times--
            )
            {
                json.Append(comma);
                AppendText(json, OneIn(60) ? Text() : field);
                json.Append(':');
                AppendValue(json, field, isFlag, isOdd, credentials);
                comma = ",";
            }
        }

        json.Append(comma == "{" ? "{}" : "}");
    }

    private void AppendValue(StringBuilder json, string field, bool isFlag, bool isOdd, Credentials credentials)
    {
        if (isOdd && OneIn(4))
        {
            json.Append(
                Pick(
                    (string[])
                        [
                            "null",
                            "true",
                            "false",
                            "0",
                            "-0",
                            "1e400",
                            "123456789012345678901234567890",
                            "[]",
                            "{}",
                            "[[\"x\"]]",
                            "{\"a\":{\"b\":[1]}}",
                            "\"\\ud800\"",
                            "\"\\udc00\\ud800\"",
                            "\"\\u0000\"",
                        ]
                )
            );
            return;
        }

        if (isFlag && !OneIn(20))
        {
            json.Append(OneIn(2) ? "true" : "false");
            return;
        }

        AppendText(
            json,
            isOdd && OneIn(3)
                ? Text()
                : field switch
                {
                    "old_password" => "wrong",
                    "password1" or "password2" or "password" => "correct horse battery",
                    "email" => $"{Below(50)}@example.com",
                    "invitation_code" or "recaptcha" => "",
                    "token" => Base64Url.EncodeToString(Bytes(MailTokenBytes)),
                    "refresh_token" => OneIn(2)
                        ? credentials.Refresh
                        : Base64Url.EncodeToString(Bytes(RefreshTokenBytes)),
                    _ => $"{field}{Below(50)}",
                }
        );
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

    // Lone surrogates as escapes. They cannot be sent in another way.
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

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)Next();
        }

        return bytes;
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    private bool OneIn(int n) => Below(n) == 0;

    private int Below(int n) => (int)(Next() % (ulong)n);

    // SplitMix64 (Steele, Lea, Flood 2014) gives the same numbers on every machine. Nothing here is secret.
    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>How a route is called.</summary>
    /// <param name="Fields">The fields of its body, and whether each is a flag.</param>
    /// <param name="Statuses">The statuses in the description. A route that is not in the description has none.</param>
    internal sealed record Route(
        string Method,
        string Path,
        (string Name, bool IsFlag)[] Fields,
        string[] Query,
        HashSet<string> Statuses
    )
    {
        public string Name => $"{Method} {Path}";

        public bool IsDescribed => Statuses.Count > 0;
    }
}
