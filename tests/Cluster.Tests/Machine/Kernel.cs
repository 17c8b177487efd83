using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OrleansRegistration.Tests;

/// <summary>System calls of Linux that .NET does not have.</summary>
internal static partial class Kernel
{
    private const int CloneFileSystem = 0x200;
    private const int CloneMounts = 0x2_0000;
    private const int CloneNetwork = 0x4000_0000;
    private const nuint MountPrivateForAll = 0x4_0000 | 0x4000;
    private const nuint SetInterfaceFlags = 0x8914;
    private const byte InterfaceUp = 1;
    private const int InterfaceRequestSize = 40;
    private const int InterfaceFlags = 16;

    /// <summary>A signal's number on Linux.</summary>
    internal enum Signal
    {
        Kill = 9,
        Terminate = 15,
        Continue = 18,
        Stop = 19,
    }

    /// <summary>Sends a signal. A process that has ended gets none.</summary>
    public static void Send(int process, Signal signal) => _ = SendSignal(process, (int)signal);

    /// <summary>
    /// Gives the calling thread a network of its own that has nothing but loopback. Sockets and processes that the
    /// thread makes are in this network.
    /// </summary>
    public static void EnterOwnNetwork()
    {
        Check(Unshare(CloneNetwork), "unshare");
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.InterNetwork,
            System.Net.Sockets.SocketType.Dgram,
            System.Net.Sockets.ProtocolType.Udp
        );
        var request = new byte[InterfaceRequestSize];
        "lo"u8.CopyTo(request);
        request[InterfaceFlags] = InterfaceUp;
        Check(Control((int)socket.Handle, SetInterfaceFlags, request), "ioctl");
    }

    /// <summary>
    /// Lets only the calling thread, and processes that it starts, see what it mounts. What is mounted goes with them.
    /// </summary>
    public static void EnterOwnMounts()
    {
        Check(Unshare(CloneFileSystem | CloneMounts), "unshare");
        Check(Mount("none", "/", null, MountPrivateForAll, null), "mount");
    }

    /// <summary>Mounts a file system in memory.</summary>
    public static void MountMemory(string folder, long bytes) =>
        Check(Mount("tmpfs", folder, "tmpfs", 0, $"size={bytes},mode=0777"), "mount");

    private static void Check(int result, string call)
    {
        if (result != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Mount(string source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, nuint request, byte[] argument);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);
}
