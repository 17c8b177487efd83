namespace OrleansRegistration.Hosting;

/// <summary>
/// Why the program cannot start, for its operator: one sentence that names the setting, its value and the allowed
/// values.
/// </summary>
internal sealed class StartUpException(string message, Exception? inner = null) : Exception(message, inner);
