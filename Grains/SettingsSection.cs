namespace OrleansRegistration.Hosting;

/// <summary>
/// An options class and the section from which it is read. These classes are the only list of the settings.
/// </summary>
/// <param name="Path">The section; empty for settings at the root.</param>
/// <param name="Options">
/// The class. Its properties with a public setter, its lists and its dictionaries are the settings.
/// </param>
public sealed record SettingsSection(string Path, Type Options);
