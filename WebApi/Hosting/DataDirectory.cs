using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace OrleansRegistration.Hosting;

/// <summary>The private directory <c>DataDirectory</c>, and the keys in it.</summary>
internal sealed class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _keys;

    /// <summary>Creates the directory (0700) when it is absent.</summary>
    public DataDirectory(IOptions<ServiceOptions> options, IHostEnvironment environment)
    {
        var root = Path.GetFullPath(options.Value.DataDirectory, environment.ContentRootPath);
        _keys = Path.Combine(root, "keys");
        CreatePrivate(root);
        CreatePrivate(_keys);
    }

    /// <summary>
    /// The content of a key file. Absent, it is made once (0600): of several processes that start at once, all get what the first one wrote.
    /// </summary>
    public string ReadOrCreateKey(string name, Func<string> create)
    {
        var path = Path.Combine(_keys, name);
        if (!File.Exists(path))
        {
            Publish(path, create());
        }

        return File.ReadAllText(path);
    }

    /// <summary>The content of a key file, or <c>null</c> when there is none.</summary>
    public string? ReadKey(string name)
    {
        var path = Path.Combine(_keys, name);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

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
