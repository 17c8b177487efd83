using System.Globalization;
using System.Security.Cryptography;
using MimeKit;

namespace OrleansRegistration.Mail;

/// <summary>
/// Writes each message as a file <c>&lt;time&gt;-&lt;random&gt;.eml</c> to a private directory (0700, files 0600). A file has its name only once it is
/// whole and on disk.
/// </summary>
internal sealed class FolderTransport(MailOptions options, TimeProvider time) : IMailTransport
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string folder = Path.Combine(Path.GetFullPath(options.DataDirectory), "mail");

    public async Task<MailFailure?> TrySendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        try
        {
            Create();
            var name = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}"));
            await WriteAsync($"{name}.draft", message, cancellationToken);
            File.Move($"{name}.draft", $"{name}.eml");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return MailFailure.Folder;
        }
    }

    public Task RestAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => default;

    private void Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }

    private static async Task WriteAsync(string path, MimeMessage message, CancellationToken cancellationToken)
    {
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = OwnerFile;
        }

        await using var stream = new FileStream(path, file);
        await message.WriteToAsync(stream, cancellationToken);
#pragma warning disable CA1849 // FlushAsync does not reach the disk.
        stream.Flush(flushToDisk: true);
#pragma warning restore CA1849
    }
}
