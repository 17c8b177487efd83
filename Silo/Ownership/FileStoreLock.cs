using System.Globalization;

namespace OrleansRegistration.Storage;

/// <summary>
/// A locked file beside a SQLite file. The operating system releases the lock when the process ends. Nobody can read
/// the locked file, so a second file says which process holds the lock.
/// </summary>
internal sealed class FileStoreLock(string directory) : IStoreLock
{
    // ERROR_SHARING_VIOLATION on Windows; EWOULDBLOCK on Linux and on macOS.
    private static readonly int[] Held = [unchecked((int)0x80070020), 11, 35];

    private FileStream? _file;

    private string NoteFile => Path.Combine(directory, "store.owner");

    /// <inheritdoc/>
    public async Task<string?> TryTakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            _file = new(Path.Combine(directory, "store.lock"), Private(FileShare.None));
        }
        catch (IOException failure) when (Held.Contains(failure.HResult))
        {
            return await ReadNoteAsync(cancellationToken);
        }

        await using var note = new StreamWriter(
            new FileStream(NoteFile, Private(FileShare.ReadWrite | FileShare.Delete))
        );
        note.BaseStream.SetLength(0);
        await note.WriteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"process {Environment.ProcessId} on {Environment.MachineName} "
                    + $"since {TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}"
            )
        );
        return null;
    }

    /// <inheritdoc/>
    /// <remarks>Never completes: nobody can take the lock from a process.</remarks>
    public Task WatchAsync(CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? default;

    private static FileStreamOptions Private(FileShare share) =>
        PrivateFiles.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, share);

    private async Task<string> ReadNoteAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var note = new StreamReader(
                new FileStream(NoteFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            );
            return await note.ReadToEndAsync(cancellationToken);
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
