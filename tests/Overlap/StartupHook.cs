using System.Runtime.CompilerServices;

// The runtime calls this before Main of a node that is started with DOTNET_STARTUP_HOOKS=<this assembly>. The runtime
// requires this name without a namespace.
#pragma warning disable CA1050, IDE0130
/// <summary>
/// Makes a node write a line for each version conflict: storage refused a write, because the row had moved on. The
/// program itself stays as it ships.
/// </summary>
public static class StartupHook
#pragma warning restore CA1050, IDE0130
{
    /// <summary>What the line begins with.</summary>
    public const string Prefix = "version conflict: ";

    // An exception is thrown anew by each method that awaits it.
    private static readonly ConditionalWeakTable<Exception, object> Seen = [];

    /// <summary>Begins to follow exceptions.</summary>
    public static void Initialize() =>
        AppDomain.CurrentDomain.FirstChanceException += (_, thrown) =>
        {
            // An insert of a name or a code that is taken is no sign of another activation.
            if (
                thrown.Exception.GetType().Name == "InconsistentStateException"
                && !thrown.Exception.Message.Contains("version none", StringComparison.Ordinal)
                && Seen.TryAdd(thrown.Exception, Prefix)
            )
            {
                Console.WriteLine(Prefix + thrown.Exception.Message);
            }
        };
}
