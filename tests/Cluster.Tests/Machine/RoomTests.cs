using System.Net;

namespace OrleansRegistration.Tests;

public sealed class RoomTests
{
    [Fact]
    public async Task Under_root_each_room_has_its_own_loopback()
    {
        if (Environment.UserName != "root")
        {
            return;
        }

        var address = new IPEndPoint(IPAddress.Parse("127.0.0.2"), 11111);
        using var one = Room.WithNetwork();
        using var other = Room.WithNetwork();
        using var listener = one.Listen(address);
        using var also = other.Listen(address);
        using var client = await one.ConnectAsync(address, TestContext.Current.CancellationToken);
        using var served = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        Assert.False(also.Poll(0, System.Net.Sockets.SelectMode.SelectRead));
    }

    [Fact]
    public void Under_root_a_room_has_its_own_disk_for_its_processes()
    {
        if (Environment.UserName != "root")
        {
            return;
        }

        var folder = Directory.CreateTempSubdirectory("cluster-room-");
        try
        {
            var file = Path.Combine(folder.FullName, "file");
            using var room = Room.WithMemory(folder.FullName, 1 << 20);
            using var touch = room.Start(new("touch", [file]));
            touch.WaitForExit();
            Assert.True(room.Run(() => File.Exists(file)));
            Assert.False(File.Exists(file));
            Assert.Throws<IOException>(() => room.Run(() => File.WriteAllBytes(file, new byte[2 << 20])));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
