using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace OrleansRegistration.Keys;

/// <summary>
/// Keeps the keys of Data Protection in the grain of the key ring, so that all nodes share them. The interface is
/// synchronous, so each call blocks a thread; calls come at start and about once a day.
/// </summary>
internal sealed class KeyRingXmlRepository(IGrainFactory grains) : IXmlRepository
{
    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [
            .. Task.Run(() => grains.GetKeyRing().GetAsync())
                .GetAwaiter()
                .GetResult()
                .Elements.Select(element => XElement.Parse(element.Xml)),
        ];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() =>
                grains.GetKeyRing().AddElementAsync(new(friendlyName, element.ToString(SaveOptions.DisableFormatting)))
            )
            .GetAwaiter()
            .GetResult();
}
