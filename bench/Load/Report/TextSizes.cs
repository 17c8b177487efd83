using OxyPlot;

namespace OrleansRegistration.Bench.Report;

/// <summary>How much room texts need in a plot, without a graphics library: generous enough for the font of any viewer.</summary>
internal sealed class TextSizes(double width, double height) : PdfRenderContext(width, height, OxyColors.White)
{
    // Of the font's size, for a character and for a line.
    private const double CharacterWidth = 0.6;
    private const double LineHeight = 1.3;

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight) =>
        string.IsNullOrEmpty(text)
            ? OxySize.Empty
            : new(text.Length * fontSize * CharacterWidth, fontSize * LineHeight);
}
