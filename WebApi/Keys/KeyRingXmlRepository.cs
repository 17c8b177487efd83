using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace OrleansRegistration.Keys;

/// <summary>
/// Where Data Protection keeps its keys: the key ring's grain, so that all nodes have the same ones. Its calls cannot wait without a thread
/// (the interface is synchronous); they are made at start and about once a day.
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
