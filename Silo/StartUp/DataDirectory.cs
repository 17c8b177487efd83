using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Hosting;

/// <summary>The private directory that setting <c>DataDirectory</c> names, and the keys in it.</summary>
internal sealed class DataDirectory
{
    private const string Setting = "DataDirectory";
    private const string Default = "./data";

    // The place of `dotnet run --project WebApi` before both programs agreed on one place.
    private const string Former = "WebApi/data";

    private readonly string _keys;

    /// <summary>Creates the directory (0700) if it is absent.</summary>
    /// <exception cref="StartUpException">The directory cannot be created or read.</exception>
    public DataDirectory(IOptions<ServiceOptions> options)
    {
        Root = Path.GetFullPath(options.Value.DataDirectory);
        _keys = Path.Combine(Root, "keys");
        Try(() =>
        {
            PrivateFiles.CreateDirectory(Root);
            PrivateFiles.CreateDirectory(_keys);
        });
    }

    /// <summary>The full path of the directory.</summary>
    public string Root { get; }

    /// <summary>
    /// Sets <c>DataDirectory</c> to its full path, so that all readers of the setting agree. A path is relative to the
    /// working directory, which is the repository with <c>dotnet run</c>. If the setting is absent, a store in its
    /// former place is used there, unless there is a newer store in the default place.
    /// </summary>
    public static void Resolve(IConfigurationManager configuration)
    {
        var configured = configuration[Setting];
        if (configured is { Length: 0 })
        {
            return; // refused with all other settings
        }

        configuration[Setting] = Path.GetFullPath(
            configured ?? (HasStore(Default) || !HasStore(Former) ? Default : Former)
        );
    }

    /// <summary>The former place, if it holds a store that is not in use; otherwise <c>null</c>.</summary>
    public string? Abandoned() =>
        HasStore(Former) && Path.GetFullPath(Former) != Root && Path.GetFullPath(Default) == Root
            ? Path.GetFullPath(Former)
            : null;

    /// <summary>
    /// The content of a key file. An absent file is made once (0600): if several processes start at the same time, all
    /// of them get what the first one wrote.
    /// </summary>
    public string ReadOrCreateKey(string name, Func<string> create)
    {
        var path = Path.Combine(_keys, name);
        return Try(() =>
        {
            if (!File.Exists(path))
            {
                Publish(path, create());
            }

            return File.ReadAllText(path);
        });
    }

    /// <summary>The content of a key file; <c>null</c> if the file is absent.</summary>
    public string? ReadKey(string name)
    {
        var path = Path.Combine(_keys, name);
        return File.Exists(path) ? Try(() => File.ReadAllText(path)) : null;
    }

    private static bool HasStore(string folder) =>
        File.Exists(Path.Combine(folder, "registration.db")) || Directory.Exists(Path.Combine(folder, "keys"));

    // Writes a draft and moves it, so that the file is whole whenever it exists. The move does not overwrite, so it
    // fails for all processes but the first.
    private static void Publish(string path, string content)
    {
        var draft = $"{path}.{RandomNumberGenerator.GetHexString(16)}";
        try
        {
            var options = PrivateFiles.Options(FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            using (var stream = new FileStream(draft, options))
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                writer.Write(content);
                writer.Flush();
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first. Its key is the key.
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private void Try(Action use) =>
        Try(() =>
        {
            use();
            return true;
        });

    private T Try<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartUpException(
                $"DataDirectory: '{Root}' cannot be used. {failure.Message} "
                    + "It must be a directory that this user may write.",
                failure
            );
        }
    }
}
