namespace OrleansRegistration.Hosting;

/// <summary>An options class and the section that it is read from. What settings there are is read off these classes, never off a list.</summary>
/// <param name="Path">The section; empty for settings without one.</param>
/// <param name="Options">The class. Its properties with a public setter, its lists and its dictionaries are the settings.</param>
public sealed record SettingsSection(string Path, Type Options);
