using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;

namespace OrleansRegistration.OpenApi;

/// <summary>Makes the schema of a message from its type and the attributes of its members.</summary>
internal static class SchemaRules
{
    /// <summary>The name of a schema, or <c>null</c> for a schema that is written in place.</summary>
    public static string? NameOf(JsonTypeInfo type) =>
        type.Type switch
        {
            var field when IsField(field) => null,
            var error when error == typeof(ErrorBody) => "Error",
            var problem when problem == typeof(ProblemBody) => "Problem",
            _ => OpenApiOptions.CreateDefaultSchemaReferenceId(type),
        };

    /// <summary>Transforms one schema.</summary>
    public static Task ApplyAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var type = context.JsonTypeInfo.Type;
        if (IsField(type))
        {
            schema.Type =
                type == typeof(TextField) ? JsonSchemaType.String
                : type == typeof(FlagField) ? JsonSchemaType.Boolean
                : type == typeof(NumberField) ? JsonSchemaType.Integer | JsonSchemaType.Null
                : JsonSchemaType.Array;
            schema.Items =
                schema.Type is JsonSchemaType.Array ? new OpenApiSchema { Type = JsonSchemaType.String } : null;
            schema.Properties?.Clear();
        }

        if (context.JsonPropertyInfo is { } property)
        {
            DescribeMember(schema, property);
        }
        else if (context.JsonTypeInfo.Kind is JsonTypeInfoKind.Object)
        {
            schema.Required = context
                .JsonTypeInfo.Properties.Where(IsRequired)
                .Select(member => member.Name)
                .ToHashSet();
            foreach (var member in context.JsonTypeInfo.Properties.Where(IsOmitted))
            {
                schema.Properties![member.Name] = WithoutNull(schema.Properties[member.Name]);
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsField(Type type) =>
        type == typeof(TextField)
        || type == typeof(FlagField)
        || type == typeof(NumberField)
        || type == typeof(TextListField);

    private static void DescribeMember(OpenApiSchema schema, JsonPropertyInfo property)
    {
        schema.Format = Of<FormatAttribute>(property)?.Format ?? schema.Format;
        if (Of<AllowedValuesAttribute>(property) is { } allowed)
        {
            JsonNode[] none = schema.Type?.HasFlag(JsonSchemaType.Null) is true ? [JsonNullSentinel.JsonNull] : [];
            schema.Enum =
            [
                .. allowed.Values.Cast<string>().Select(value => (JsonNode)JsonValue.Create(value)),
                .. none,
            ];
        }
    }

    /// <summary>A member that is left out when it is <c>null</c> is never written as <c>null</c>.</summary>
    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema inline)
        {
            inline.Type &= ~JsonSchemaType.Null;
            inline.Enum = inline.Enum?.Where(value => !value.IsJsonNullSentinel()).ToList();
        }

        return schema.OneOf?.SingleOrDefault(choice => choice.Type is not JsonSchemaType.Null) ?? schema;
    }

    // Requests mark required members by an attribute. Answers hold all members but those that are left out when null.
    private static bool IsRequired(JsonPropertyInfo member) =>
        IsField(member.PropertyType) ? Of<RequiredAttribute>(member) is not null : !IsOmitted(member);

    private static bool IsOmitted(JsonPropertyInfo member) =>
        Of<JsonIgnoreAttribute>(member)?.Condition is JsonIgnoreCondition.WhenWritingNull;

    private static T? Of<T>(JsonPropertyInfo member)
        where T : Attribute =>
        (T?)member.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: false).FirstOrDefault();
}
