namespace OrleansRegistration.Tests;

/// <summary>A small disk in memory that can be filled. Without root it is the folder as it is.</summary>
internal sealed class Disk : IDisposable
{
    private const int Block = 1 << 20;

    private Disk(Room room, string folder, bool isSmall) => (Room, Folder, IsSmall) = (room, folder, isSmall);

    /// <summary>Where processes must start that use the disk.</summary>
    public Room Room { get; }

    /// <summary>A folder that is on the disk for processes of the room.</summary>
    public string Folder { get; }

    /// <summary>Whether it can be filled without harm to the machine.</summary>
    public bool IsSmall { get; }

    private string Filler => Path.Combine(Path.GetDirectoryName(Folder)!, "filler");

    /// <summary>Makes the disk.</summary>
    /// <param name="folder">An empty folder.</param>
    public static Disk Make(string folder, long bytes)
    {
        var isRoot = Environment.UserName == "root";
        var room = isRoot ? Room.WithMemory(folder, bytes) : Room.Shared();
        var used = Path.Combine(folder, "files");
        room.Run(() => Directory.CreateDirectory(used));
        return new(room, used, isRoot);
    }

    /// <summary>Fills the disk to the last byte.</summary>
    public void Fill() =>
        Room.Run(() =>
        {
            using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, 0);
            var block = new byte[Block];
            var size = Block;
            while (size > 0)
            {
                try
                {
                    filler.Write(block, 0, size);
                }
                catch (IOException)
                {
                    size /= 2;
                }
            }
        });

    /// <summary>Frees what <see cref="Fill"/> took.</summary>
    public void Free() => Room.Run(() => File.Delete(Filler));

    public void Dispose() => Room.Dispose();
}
