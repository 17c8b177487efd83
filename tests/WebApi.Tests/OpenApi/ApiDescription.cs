using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace OrleansRegistration.Tests;

/// <summary>Compares answers with the API's description, <c>docs/openapi.json</c>.</summary>
internal static partial class ApiDescription
{
    private const string Problem = "#/components/schemas/Problem";
    private static readonly JsonObject Document = JsonNode.Parse(File.ReadAllText(Path))!.AsObject();
    private static readonly (Regex Path, JsonObject Operations)[] Paths =
    [
        .. Document["paths"]!.AsObject().Select(path => (Template(path.Key), path.Value!.AsObject())),
    ];

    private static readonly ConcurrentDictionary<string, JsonSchema> Schemas = new(StringComparer.Ordinal);
    private static readonly EvaluationOptions Strictly = new()
    {
        OutputFormat = OutputFormat.List,
        RequireFormatValidation = true,
    };

    // Pages for people, and the description itself.
    private static readonly Regex Undescribed = Pages();

    /// <summary>The path of the file.</summary>
    public static string Path =>
        System.IO.Path.GetFullPath(
            System.IO.Path.Combine(AppContext.BaseDirectory, "../../../../../docs/openapi.json")
        );

    /// <summary>
    /// Tells how an answer differs from its description. Returns <c>null</c> when it does not differ.
    /// </summary>
    public static string? Check(string method, string path, WireAnswer answer)
    {
        // The server itself refuses requests that are not valid HTTP. Such answers have no headers of ours.
        if (
            !answer.Headers.ContainsKey("x-content-type-options")
            || method is "OPTIONS" or "CONNECT"
            || Undescribed.IsMatch(path)
        )
        {
            return null;
        }

        if (
            Paths
                .Where(described => described.Path.IsMatch(path))
                .Select(described => described.Operations)
                .OrderByDescending(described => described.ContainsKey(NameOf(method))) // a path may fit two templates
                .FirstOrDefault()
            is not { } operations
        )
        {
            return answer.Status == 404
                ? CheckBody(method, answer, "application/problem+json", Problem)
                : "no such path is described";
        }

        if (operations[NameOf(method)] is not JsonObject operation)
        {
            return answer.Status == 405
                ? CheckBody(method, answer, "application/problem+json", Problem)
                : "no such method is described";
        }

        return
            operation["responses"]!.AsObject()[answer.Status.ToString(CultureInfo.InvariantCulture)]
                is JsonObject response
            ? CheckResponse(method, answer, response.ContainsKey("$ref") ? Resolve(response["$ref"]!) : response)
            : "no such status is described";
    }

    private static string? CheckResponse(string method, WireAnswer answer, JsonObject response)
    {
        var headers = response["headers"]?.AsObject() ?? [];
        if (
            headers.FirstOrDefault(header =>
                IsRequired(header.Value!) && !answer.Headers.ContainsKey(header.Key.ToLowerInvariant())
            ) is
            { Key: { } missing }
        )
        {
            return $"no header {missing}";
        }

        if (answer.Headers.ContainsKey("retry-after") && !headers.ContainsKey("Retry-After"))
        {
            return "Retry-After is not described";
        }

        if (response["content"]?.AsObject() is not { } contents)
        {
            return answer.Body.Length == 0 ? null : "no body is described";
        }

        var mediaType = answer.Headers.GetValueOrDefault("content-type")?.Split(';')[0] ?? "";
        if (!contents.ContainsKey(mediaType))
        {
            return $"not {string.Join(" or ", contents.Select(content => content.Key))}";
        }

        // CSV has no schema.
        return mediaType == "text/csv"
            ? null
            : CheckBody(method, answer, mediaType, (string?)contents[mediaType]!["schema"]!["$ref"]!);
    }

    private static string NameOf(string method) => method == "HEAD" ? "get" : method.ToLowerInvariant();

    private static string? CheckBody(string method, WireAnswer answer, string mediaType, string? schema)
    {
        if (method == "HEAD")
        {
            return null; // The test server keeps the body of HEAD. HeadTests look at Kestrel.
        }

        if (answer.Headers.GetValueOrDefault("content-type")?.Split(';')[0] != mediaType)
        {
            return $"not {mediaType}";
        }

        if (schema is null)
        {
            return null; // not JSON
        }

        using var body = JsonDocument.Parse(answer.Body);
        var result = Schemas.GetOrAdd(schema, Build).Evaluate(body.RootElement, Strictly);
        return result.IsValid
            ? null
            : string.Join(
                '\n',
                result
                    .Details!.Where(detail => detail.Errors is not null)
                    .SelectMany(detail =>
                        detail.Errors!.Select(error =>
                            $"{detail.InstanceLocation} {detail.EvaluationPath}: {error.Value}"
                        )
                    )
            );
    }

    private static bool IsRequired(JsonNode header) => (bool?)header["required"] is true;

    private static JsonObject Resolve(JsonNode reference) =>
        ((string)reference!).Split('/').Skip(1).Aggregate((JsonNode)Document, (node, name) => node[name]!).AsObject();

    // Clients ignore members that they do not know. Tests do not.
    private static JsonSchema Build(string reference)
    {
        var schemas = Document["components"]!["schemas"]!.DeepClone().AsObject();
        foreach (var (_, schema) in schemas)
        {
            schema!["additionalProperties"] ??= false;
        }

        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$ref"] = reference,
            ["$defs"] = schemas,
        };
        return JsonSchema.FromText(
            root.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal)
        );
    }

    private static Regex Template(string path) =>
        new(
            $"^{Parameter().Replace(Regex.Escape(path), "[^/]+")}/?$",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
        );

    [GeneratedRegex(@"\\\{[^}]+}")]
    private static partial Regex Parameter();

    [GeneratedRegex("^/(docs(/.*)?|openapi/v1\\.json)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Pages();
}
