/** What of `subset-font` the build uses; the package brings no types. */
declare module 'subset-font' {
  interface AxisRange {
    min: number;
    max: number;
  }
  interface Options {
    targetFormat: 'woff2';
    keepAllGlyphs: true;
    noHinting: true;
    variationAxes: Record<string, number | AxisRange>;
  }
  export default function subsetFont(
    font: Uint8Array,
    text: undefined,
    options: Options,
  ): Promise<Uint8Array>;
}
