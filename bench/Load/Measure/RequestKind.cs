namespace OrleansRegistration.Bench.Measure;

/// <summary>The kind of a request.</summary>
internal enum RequestKind
{
    SignUp,
    LogIn,
    Read,
}
