// The runtime runs it before Main of a program that is started with DOTNET_STARTUP_HOOKS=<this assembly>; it asks for this name, in no namespace.
#pragma warning disable CA1050, IDE0130
/// <summary>
/// Tells a soak what its service keeps in memory, of the program as it ships: once the file that <see cref="Variable"/> names is there, everything
/// is collected that nothing refers to, and the file is replaced by one that ends with <c>.bytes</c> and holds what is left.
/// </summary>
public static class StartupHook
#pragma warning restore CA1050, IDE0130
{
    /// <summary>The variable with the file's path.</summary>
    public const string Variable = "HEAP_REQUEST";

    // Finalizers keep what they refer to for one more collection, and so do weak references to it.
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
