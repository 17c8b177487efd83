// The runtime calls this before Main of a program that is started with DOTNET_STARTUP_HOOKS=<this assembly>. The
// runtime requires this name without a namespace.
#pragma warning disable CA1050, IDE0130
/// <summary>
/// Tells the soak test how much memory its service keeps. The program itself stays as it ships. Once the file that <see
/// cref="Variable"/> names exists, the hook collects all garbage. Then it replaces the file by one that ends with
/// <c>.bytes</c> and holds the number of bytes left.
/// </summary>
public static class StartupHook
#pragma warning restore CA1050, IDE0130
{
    /// <summary>The environment variable with the file's path.</summary>
    public const string Variable = "HEAP_REQUEST";

    // Finalizers and weak references keep objects for one more collection.
    private const int Collections = 3;

    /// <summary>Begins to look for the file.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } request)
        {
            new Thread(() => Answer(request)) { IsBackground = true, Name = Variable }.Start();
        }
    }

    private static void Answer(string request)
    {
        for (; ; Thread.Sleep(50))
        {
            if (File.Exists(request))
            {
                for (var i = 0; i < Collections; i++)
                {
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                    GC.WaitForPendingFinalizers();
                }

                File.WriteAllText(
                    request,
                    GC.GetTotalMemory(forceFullCollection: false)
                        .ToString(System.Globalization.CultureInfo.InvariantCulture)
                );
                File.Move(request, $"{request}.bytes", overwrite: true);
            }
        }
    }
}
