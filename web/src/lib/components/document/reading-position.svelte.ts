/** Which section is being read: the last one whose head has passed the upper third. */

const LINE = 0.33;

export class ReadingPosition {
  current = $state('');

  /** Follows the scrolling of the page until it is taken back. */
  follow(ids: () => string[]): () => void {
    const look = () => (this.current = sectionAt(ids(), topOf, innerHeight * LINE));
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }
}

function topOf(id: string): number | undefined {
  return document.getElementById(id)?.getBoundingClientRect().top;
}

/** The last section that begins above the line; the first before any does. */
export function sectionAt(
  ids: string[],
  top: (id: string) => number | undefined,
  line: number,
): string {
  const passed = ids.filter((id) => (top(id) ?? Infinity) <= line);
  return passed.at(-1) ?? ids[0] ?? '';
}
