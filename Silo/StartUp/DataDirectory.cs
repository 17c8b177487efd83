using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OrleansRegistration.Hosting;

/// <summary>The private directory <c>DataDirectory</c>, and the keys in it.</summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Setting = "DataDirectory";
    private const string Default = "./data";

    // Where `dotnet run --project WebApi` kept it before both programs agreed on one place.
    private const string Former = "WebApi/data";

    private readonly string _keys;

    /// <summary>Creates the directory (0700) when it is absent.</summary>
    /// <exception cref="StartUpException">It cannot be created or read.</exception>
    public DataDirectory(IOptions<ServiceOptions> options)
    {
        Root = Path.GetFullPath(options.Value.DataDirectory);
        _keys = Path.Combine(Root, "keys");
        Try(() =>
        {
            CreatePrivate(Root);
            CreatePrivate(_keys);
        });
    }

    /// <summary>Its full path.</summary>
    public string Root { get; }

    /// <summary>
    /// Sets <c>DataDirectory</c> to its full path, so that all who read the setting agree: relative to the working directory, which is the
    /// repository's with <c>dotnet run</c>. Not set, a store that is at its former place is used there, unless there is a newer one.
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

    /// <summary>The former place, when it holds a store that is not the one in use; <c>null</c> otherwise.</summary>
    public string? Abandoned() =>
        HasStore(Former) && Path.GetFullPath(Former) != Root && Path.GetFullPath(Default) == Root
            ? Path.GetFullPath(Former)
            : null;

    /// <summary>
    /// The content of a key file. Absent, it is made once (0600): of several processes that start at once, all get what the first one wrote.
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

    /// <summary>The content of a key file, or <c>null</c> when there is none.</summary>
    public string? ReadKey(string name)
    {
        var path = Path.Combine(_keys, name);
        return File.Exists(path) ? Try(() => File.ReadAllText(path)) : null;
    }

    private static bool HasStore(string folder) =>
        File.Exists(Path.Combine(folder, "registration.db")) || Directory.Exists(Path.Combine(folder, "keys"));

    // A whole file appears under its name or none does; a move that must not overwrite fails for all but the first.
    private static void Publish(string path, string content)
    {
        var draft = $"{path}.{RandomNumberGenerator.GetHexString(16)}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerFile;
            }

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
            // Another process was first; its key is the key.
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
                $"DataDirectory: '{Root}' cannot be used. {failure.Message} It must be a directory that this user may write.",
                failure
            );
        }
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }
}
