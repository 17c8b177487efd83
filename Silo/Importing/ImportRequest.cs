namespace OrleansRegistration.Importing;

/// <summary>What an operator asks of an import.</summary>
/// <param name="Source">The name of the site.</param>
/// <param name="Folder">The folder for the report.</param>
/// <param name="Accepted">The number of the accepted report; <c>null</c> for a dry run.</param>
/// <param name="Language">The language of mails; <c>null</c> for English.</param>
internal sealed record ImportRequest(string Source, string Folder, string? Accepted, string? Language);
