using System.Net;

namespace OrleansRegistration.Tests;

/// <summary>Waits for conditions, with a generous bound.</summary>
internal static class Until
{
    private const int Tries = 600;

    /// <summary>Repeats a request while the service says that it may be repeated, until it has a status.</summary>
    public static async Task<Answer> AnsweredAsync(Func<Task<Answer>> ask, int status)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await ask();
            if ((int)answer.Status == status)
            {
                return answer;
            }

            Assert.True(answer.Status is HttpStatusCode.ServiceUnavailable, answer.Text);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.True(tries < Tries, answer.Text);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task SoAsync(Func<Task<bool>> isSo, string message)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < Tries, message);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
