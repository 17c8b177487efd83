using MimeKit;
using OrleansRegistration.Mail;

namespace OrleansRegistration.Tests;

/// <summary>The transport that writes mails to a folder.</summary>
public sealed class FolderTransportTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("mail-folder-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_data.FullName, "mail");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Message_is_one_private_whole_file_in_a_private_folder()
    {
        await using var transport = Transport();
        Assert.Null(await transport.TrySendAsync(Message("whole"), Cancel));
        var file = Assert.Single(Directory.EnumerateFiles(Folder));
        Assert.EndsWith(".eml", file, StringComparison.Ordinal);
        Assert.Equal("whole", (await MimeMessage.LoadAsync(file, Cancel)).TextBody?.TrimEnd());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Folder)
            );
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Message_that_fails_half_way_leaves_nothing_behind()
    {
        await using var transport = Transport();
        Assert.Equal(
            new(MailFailure.Folder),
            await transport.TrySendAsync(Torn(new IOException("No space left on device")), Cancel)
        );
        Assert.Empty(Directory.EnumerateFiles(Folder));
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            transport.TrySendAsync(Torn(new OperationCanceledException()), Cancel)
        );
        Assert.Empty(Directory.EnumerateFiles(Folder));
        Assert.Null(await transport.TrySendAsync(Message("next"), Cancel));
        Assert.Single(Directory.EnumerateFiles(Folder, "*.eml"));
    }

    [Fact]
    public async Task Folder_that_cannot_be_is_a_failure_until_it_can()
    {
        await File.WriteAllTextAsync(Folder, "in the way", Cancel);
        await using var transport = Transport();
        Assert.Equal(new(MailFailure.Folder), await transport.TrySendAsync(Message("first"), Cancel));
        File.Delete(Folder);
        Assert.Null(await transport.TrySendAsync(Message("second"), Cancel));
        Assert.Single(Directory.EnumerateFiles(Folder));
    }

    [Fact]
    public async Task Drafts_of_a_killed_process_are_removed_at_the_next_start_and_files_being_written_are_not()
    {
        Directory.CreateDirectory(Folder);
        var left = Path.Combine(Folder, "left.draft");
        var mail = Path.Combine(Folder, "mail.eml");
        await File.WriteAllTextAsync(left, "half", Cancel);
        await File.WriteAllTextAsync(mail, "whole", Cancel);
        await using var first = Transport();
        Assert.Equal([mail], Directory.EnumerateFiles(Folder));

        // Another worker starts while a message is being written.
        using var body = new PausedStream();
        var sending = first.TrySendAsync(Message(body), Cancel);
        await body.Begun;
        Assert.Equal([mail], Directory.EnumerateFiles(Folder, "*.eml"));
        await using var second = Transport();
        body.GoOn();
        Assert.Null(await sending);
        Assert.Equal(2, Directory.EnumerateFiles(Folder, "*.eml").Count());
    }

    private FolderTransport Transport() => new(new MailOptions { DataDirectory = _data.FullName }, TimeProvider.System);

    private static MimeMessage Message(string text) => new() { Body = new TextPart("plain") { Text = text } };

    private static MimeMessage Message(Stream content) =>
        new() { Body = new MimePart { Content = new MimeContent(content) } };

    private static MimeMessage Torn(Exception exception) => Message(new TornStream(exception));

    /// <summary>A message that fails after its first part.</summary>
    private class TornStream(Exception exception) : MemoryStream(new byte[100_000])
    {
        public override async Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => Position < 50_000 ? Read(buffer, offset, count) : await EndAsync();

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => Position < 50_000 ? Read(buffer.Span) : await EndAsync();

        protected virtual Task<int> EndAsync() => Task.FromException<int>(exception);
    }

    /// <summary>A message that ends when the test says so.</summary>
    private sealed class PausedStream() : TornStream(new IOException())
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public void GoOn() => _end.SetResult(0);

        protected override Task<int> EndAsync()
        {
            _begun.TrySetResult();
            return _end.Task;
        }
    }
}
