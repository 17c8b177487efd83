using System.Collections.Concurrent;
using MimeKit;

namespace OrleansRegistration.Tests;

/// <summary>
/// Follows the mail folders of all nodes. A mail that was read is removed, so the folders stay small.
/// </summary>
internal sealed class MailIndex : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.25);

    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<string, (int Count, string? Token)> _mails = new(
        StringComparer.OrdinalIgnoreCase
    );
    private readonly Task _following;

    public MailIndex(IReadOnlyList<string> folders) => _following = Task.Run(() => FollowAsync(folders));

    /// <summary>How many mails came to an address.</summary>
    public int Count(string address) => _mails.GetValueOrDefault(address).Count;

    /// <summary>The token of the last mail to an address.</summary>
    public string? Token(string address) => _mails.GetValueOrDefault(address).Token;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _following;
        _ending.Dispose();
    }

    private async Task FollowAsync(IReadOnlyList<string> folders)
    {
        while (!_ending.IsCancellationRequested)
        {
            foreach (var file in folders.Where(Directory.Exists).SelectMany(f => Directory.EnumerateFiles(f, "*.eml")))
            {
                using (var mail = await MimeMessage.LoadAsync(file))
                {
                    var address = mail.To.Mailboxes.Single().Address;
                    var token = Token(mail);
                    _mails.AddOrUpdate(address, _ => (1, token), (_, old) => (old.Count + 1, token));
                }

                File.Delete(file);
            }

            await Task.Delay(Interval, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string? Token(MimeMessage mail)
    {
        const string before = "#token=";
        var text = mail.TextBody ?? "";
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_'))
        {
            end++;
        }

        return end > start ? text[start..end] : null;
    }
}
