namespace OrleansRegistration.Errors;

/// <summary>
/// Names the resources that hold the messages of errors. The key of a message is <c>field.code</c>, or else
/// <c>code</c>; the key of a title is <c>title.status</c>.
/// </summary>
internal sealed class ErrorMessages;
