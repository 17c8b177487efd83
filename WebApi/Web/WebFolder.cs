namespace OrleansRegistration.Web;

/// <summary>The folder with the built web client. It is beside the program.</summary>
internal sealed record WebFolder(string Path)
{
    /// <summary>The name of the page in which the client runs.</summary>
    public const string Page = "index.html";

    /// <summary>The name of the list of the scripts that each page and each language needs.</summary>
    public const string Preload = "preload.json";

    /// <summary>Where the build puts the web client.</summary>
    public static WebFolder Default => new(System.IO.Path.Combine(AppContext.BaseDirectory, "web"));
}
