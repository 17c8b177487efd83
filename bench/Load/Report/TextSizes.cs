using OxyPlot;

namespace OrleansRegistration.Bench.Report;

/// <summary>Estimates the size of texts in a plot, large enough for the font of any viewer.</summary>
internal sealed class TextSizes(double width, double height) : PdfRenderContext(width, height, OxyColors.White)
{
    // The width of a character and the height of a line, as parts of the font size.
    private const double CharacterWidth = 0.6;
    private const double LineHeight = 1.3;

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        string.IsNullOrEmpty(text)
            ? OxySize.Empty
            : new(text.Length * fontSize * CharacterWidth, fontSize * LineHeight);
}
