namespace OrleansRegistration.Tests;
