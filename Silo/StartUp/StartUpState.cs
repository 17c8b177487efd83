namespace OrleansRegistration.Hosting;

/// <summary>Tells whether the host has started.</summary>
internal sealed class StartUpState
{
    /// <summary>Whether everything has started.</summary>
    public volatile bool IsOver;
}
