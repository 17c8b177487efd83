namespace OrleansRegistration.Bench.Compare;

/// <summary>
/// Argon2id with the cost of our service and nothing else, on two threads. The hash of our service is wiped after each
/// password.
/// </summary>
/// <param name="Libsodium">Hashes a second of libsodium.</param>
/// <param name="Own">Hashes a second of our service's hash.</param>
/// <param name="OwnCpu">Milliseconds of CPU for each hash of our service's.</param>
/// <param name="OwnCpuAlone">The same on one thread.</param>
internal sealed record BareHash(double Libsodium, double Own, double OwnCpu, double OwnCpuAlone);
