using MimeKit;
using OrleansRegistration.Mail;

namespace OrleansRegistration.Tests;

/// <summary>Reads the mails in a folder.</summary>
public static class Mailbox
{
    /// <summary>
    /// Waits until there are at least <paramref name="count"/> mails to an address, and returns them, oldest first.
    /// </summary>
    public static async Task<MimeMessage[]> ReadAsync(string folder, object? address, int count = 1)
    {
        for (var tries = 0; tries < 2400; tries++)
        {
            var found = To(folder, address);
            if (found.Length >= count)
            {
                return found;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"{To(folder, address).Length} mails of {count} came.");
        return [];
    }

    /// <summary>Returns the mails to an address that are there now, oldest first.</summary>
    public static MimeMessage[] To(string folder, object? address) =>
        !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(folder, "*.eml")
                    .Order(StringComparer.Ordinal)
                    .Select(file => MimeMessage.Load(file))
                    .Where(message => message.To.Mailboxes.Single().Address == (string)address!),
            ];

    /// <summary>Returns the token in a mail's link.</summary>
    public static string Token(this MimeMessage message)
    {
        var text = message.TextBody ?? "";
        var start = text.IndexOf("#token=", StringComparison.Ordinal);
        Assert.True(start > 0, "The text has no link.");
        return text.Substring(start + "#token=".Length, MailToken.Length);
    }
}
