using System.CommandLine;
using Microsoft.Extensions.Hosting;
using OrleansRegistration.Fsck;
using OrleansRegistration.Hosting;
using OrleansRegistration.Seeding;

var program = new RootCommand("The silo of the invitation sign-up service. Without a command it runs until it is stopped.")
{
    FsckCommand.Create(),
    SeedCommand.Create(),
};
program.TreatUnmatchedTokensAsErrors = false; // they are the silo's settings
program.SetAction(_ => RunSiloAsync());
return await program.RunAsync(args);

async Task RunSiloAsync()
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.AddRegistrationSilo();
    await builder.Build().RunAsync();
}
