using System.Globalization;
using System.Security.Cryptography;
using MimeKit;

namespace OrleansRegistration.Mail;

/// <summary>
/// Writes each message as a file <c>&lt;time&gt;-&lt;random&gt;.eml</c> to a private directory (0700, files 0600). A file has its name only once it is
/// whole and on disk; until then it is a <c>.draft</c>, which no failure leaves behind, and no killed process for longer than until the next start.
/// </summary>
internal sealed class FolderTransport : IMailTransport
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder;
    private readonly TimeProvider _time;

    public FolderTransport(MailOptions options, TimeProvider time)
    {
        _folder = Path.Combine(Path.GetFullPath(options.DataDirectory), "mail");
        _time = time;
        RemoveDrafts();
    }

    public async Task<MailTrouble?> TrySendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var name = Path.Combine(
            _folder,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_time.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}"
            )
        );
        var draft = $"{name}.draft";
        try
        {
            Create();
            try
            {
                await WriteAsync(draft, message, cancellationToken);
                File.Move(draft, $"{name}.eml");
            }
            catch
            {
                File.Delete(draft);
                throw;
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(MailFailure.Folder);
        }
    }

    public Task RestAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => default;

    private void RemoveDrafts()
    {
        try
        {
            foreach (var draft in Directory.Exists(_folder) ? Directory.EnumerateFiles(_folder, "*.draft") : [])
            {
                RemoveIfNobodyWrites(draft);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first message will say so.
        }
    }

    private static void RemoveIfNobodyWrites(string draft)
    {
        try
        {
            using var unlocked = new FileStream(draft, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(draft);
        }
        catch (IOException)
        {
            // Another worker is writing it, or has removed it.
        }
    }

    private void Create()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, OwnerOnly);
        }
    }

    private static async Task WriteAsync(string path, MimeMessage message, CancellationToken cancellationToken)
    {
        var file = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = OwnerFile;
        }

        await using var stream = new FileStream(path, file);
        await message.WriteToAsync(MailComposer.FormatFor(message), stream, cancellationToken);
#pragma warning disable CA1849 // FlushAsync does not reach the disk.
        stream.Flush(flushToDisk: true);
#pragma warning restore CA1849
    }
}
