using System.Text.Json;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Reservations;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>The invariants of protocol.md, checked on all rows from outside; a breach names its rows.</summary>
internal static class Invariants
{
    /// <summary>Checks I1, I2 and I3 on everything stored. Nothing may be in flight for codes in <paramref name="settled"/>.</summary>
    public static async Task CheckAsync(RegistrationCluster cluster, params InvitationCode[] settled)
    {
        var rows = await cluster.RowsAsync();
        var users = Read<UserRecord>(rows, "user");
        var live = users.Where(u => u.Value.Status == UserStatus.Live).ToArray();
        foreach (var (type, key) in new (string, Func<UserRecord, string>)[] { ("username", u => u.UsernameKey), ("nickname", u => u.NicknameKey), ("email", u => u.EmailKey) })
        {
            var reservations = Read<Reservation>(rows, type);
            foreach (var (id, user) in live)
            {
                Assert.True(reservations.TryGetValue($"{type}/{key(user)}", out var claim) && claim.Owner.GrainKey == id, $"I1: {type} of {id} is claimed by {claim}");
            }

            Assert.Equal(live.Length, live.Select(u => key(u.Value)).Distinct(StringComparer.Ordinal).Count());
        }

        var committed = users.Values.Where(u => u.Status != UserStatus.Tombstone).ToArray();
        foreach (var (key, code) in Read<InvitationCodeRecord>(rows, "code"))
        {
            var made = committed.Where(u => u.InviterCode?.GrainKey == key).ToArray();
            AssertCounted(key, code.Registered, made.Length, code, UseKind.Registered, made.Select(u => u.SignUpAttempt));
            var activated = made.Where(u => u.ActivationAttempt is not null).ToArray();
            AssertCounted(key, code.Activated, activated.Length, code, UseKind.Activated, activated.Select(u => u.ActivationAttempt!.Value));
            Assert.True(code.Limit is not { } limit || code.Registered + code.Pending.Values.Count(p => p.Kind == UseKind.Registered) <= limit, $"I3: {key} {code}");
        }

        foreach (var code in settled)
        {
            Assert.Empty(Read<InvitationCodeRecord>(rows, "code")[code.GrainKey].Pending);
        }
    }

    /// <summary>Whether the stored records of these codes have no use in flight.</summary>
    public static bool NothingIsPending(IReadOnlyList<(string Type, string Key, string Payload)> rows, InvitationCode[] codes)
    {
        var stored = Read<InvitationCodeRecord>(rows.Where(row => codes.Any(code => code.GrainKey == row.Key)), "code");
        return codes.All(code => stored[code.GrainKey].Pending.IsEmpty);
    }

    private static void AssertCounted(string key, long counted, int committed, InvitationCodeRecord code, UseKind kind, IEnumerable<Guid> attempts)
    {
        var uncounted = attempts.Count(attempt => code.Pending.TryGetValue(attempt, out var use) && use.Kind == kind);
        Assert.True(counted + uncounted == committed, $"I2: {key} has {kind} {counted}, {uncounted} to be counted, but {committed} committed");
    }

    private static Dictionary<string, T> Read<T>(IEnumerable<(string Type, string Key, string Payload)> rows, string type) =>
        rows.Where(r => r.Type == type).ToDictionary(r => r.Key, r => (T)JsonSerializer.Deserialize(r.Payload, typeof(T), StateJson.Default)!);
}
