using System.Globalization;
using System.Security.Cryptography;
using MimeKit;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Mail;

/// <summary>
/// Writes each message as a file <c>&lt;time&gt;-&lt;random&gt;.eml</c> to a private directory
/// (<see cref="PrivateFiles"/>). A file gets this name once it is complete and on disk; until then it is a
/// <c>.draft</c>. A failure removes its draft. A killed process leaves a draft until the next start.
/// </summary>
internal sealed class FolderTransport : IMailTransport
{
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
            if (!Directory.Exists(_folder))
            {
                PrivateFiles.CreateDirectory(_folder);
            }

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
                RemoveUnlessOpen(draft);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first message will report the folder.
        }
    }

    private static void RemoveUnlessOpen(string draft)
    {
        try
        {
            using var unlocked = new FileStream(draft, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(draft);
        }
        catch (IOException)
        {
            // Another worker writes the draft, or has removed it.
        }
    }

    // One write and one sync: writing the message piece by piece takes a hop to another thread for each.
    private static async Task WriteAsync(string path, MimeMessage message, CancellationToken cancellationToken)
    {
        var options = PrivateFiles.Options(FileMode.CreateNew, FileAccess.Write, FileShare.None);
        options.BufferSize = 0;
        await using var file = new FileStream(path, options);
        using var content = new MemoryStream();
        await message.WriteToAsync(MailComposer.FormatFor(message), content, cancellationToken);
#pragma warning disable CA1849 // FlushAsync does not reach the disk, and the file has no write to wait for.
        content.WriteTo(file);
        file.Flush(flushToDisk: true);
#pragma warning restore CA1849
    }
}
