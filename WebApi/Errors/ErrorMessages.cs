namespace OrleansRegistration.Errors;

/// <summary>
/// Names the resources with the messages of errors. Keys: <c>field.code</c>, else <c>code</c>; <c>title.status</c> for titles.
/// </summary>
internal sealed class ErrorMessages;
