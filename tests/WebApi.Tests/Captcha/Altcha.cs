using System.Diagnostics;

namespace OrleansRegistration.Tests;

/// <summary>
/// Runs the ALTCHA widget's own solver with Node: <c>Altcha/solve.mjs</c>, with the packages that <c>npm ci</c>
/// installs beside it.
/// </summary>
internal static class Altcha
{
    /// <summary>Returns what the widget puts into the form for a challenge.</summary>
    public static async Task<string> SolveAsync(string challenge)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Folder(), "solve.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(challenge);
        node.StandardInput.Close();
        var complaint = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var answer = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(node.ExitCode == 0, $"Run npm ci in tests/WebApi.Tests/Altcha (test.sh does). {await complaint}");
        return answer;
    }

    private static string Folder() => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../Altcha"));
}
