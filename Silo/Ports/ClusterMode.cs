namespace OrleansRegistration.Hosting;

/// <summary>Where the silos run.</summary>
internal enum ClusterMode
{
    /// <summary>One silo in the process of the Web API. It opens no port.</summary>
    Embedded,

    /// <summary>
    /// One silo in the process of the Web API, and others in other processes, on one PostgreSQL store.
    /// </summary>
    Clustered,

    /// <summary>Silos only in other processes.</summary>
    Client,
}
