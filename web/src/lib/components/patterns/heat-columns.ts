/** How many services the heat shows in the room there is; those with most incidents come first. */

/** What stands before the heat in the table of factors. */
const FACTORS = 808;
const CELL = 88;
/** Fewer columns beside the factors than this are not worth the room. */
const FEWEST = 3;

/** Beside the factors; none when the heat is better off in a table of its own. */
export function columnsBeside(width: number, services: number): number {
  const room = Math.floor((width - FACTORS) / CELL);
  return room >= Math.min(FEWEST, services) ? Math.min(room, services) : 0;
}

const LABELS = 118;
/** The least that a finger hits. */
const TOUCH = 44;

/** In a table of its own, after the names of the factors. */
export function columnsApart(width: number, services: number): number {
  return Math.max(0, Math.min(services, Math.floor((width - LABELS) / TOUCH)));
}
