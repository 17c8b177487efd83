namespace OrleansRegistration.Bench.Measure;

/// <summary>What a request asks for.</summary>
internal enum RequestKind
{
    SignUp,
    LogIn,
    Read,
}
