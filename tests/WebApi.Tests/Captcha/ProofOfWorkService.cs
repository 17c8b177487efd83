using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Tests;

/// <summary>The service with its default captcha, made easy, and a clock that tests move on.</summary>
public sealed class ProofOfWorkService : Service
{
    public ProofOfWorkService()
    {
        Settings["Captcha:Provider"] = "ProofOfWork";
        Settings["Captcha:Iterations"] = "10";
    }

    public TestClock Clock { get; } = new();

    internal BusyLine Line { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
            services.AddSingleton<TimeProvider>(Clock).AddSingleton<ISignUpLine>(Line)
        );
    }

    /// <summary>A line for hashes in which sign-ups wait as long as a test says.</summary>
    internal sealed class BusyLine : ISignUpLine
    {
        public TimeSpan Wait { get; set; }

        public TimeSpan WaitBehind(int before) => Wait;
    }
}
