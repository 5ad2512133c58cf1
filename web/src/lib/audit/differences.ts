/**
 * What an entry of the log says of before and after, field by field, whatever kind of change it is:
 * a value that was replaced, an entry of a list that came, changed or went, or what just happened.
 */

export interface Difference {
  /** `rates.hourly.minor`; empty where the whole is one value. */
  field: string;
  /** Absent where there was nothing. */
  before?: string;
  after?: string;
}

type Fields = Record<string, unknown>;

/** What tells the kinds of changes apart, and not what they say. */
const TAGS = new Set(['part', 'edit', 'what', 'at']);

export function differences(change: object): Difference[] {
  const found: Difference[] = [];
  const fields = change as Fields;
  if ('from' in fields && 'to' in fields) {
    compare('', fields.from, fields.to, found);
  } else if ('entry' in fields) {
    const gone = fields.edit === 'removed';
    compare('', gone ? fields.entry : undefined, gone ? undefined : fields.entry, found);
  } else {
    for (const [field, value] of Object.entries(fields)) {
      if (isFields(value) && ('from' in value || 'entry' in value)) {
        found.push(...differences(value));
      } else if (!TAGS.has(field)) {
        compare(field, undefined, value, found);
      }
    }
  }
  return found;
}

function compare(field: string, before: unknown, after: unknown, found: Difference[]): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (isFields(before) || isFields(after)) {
    const [from, to] = [isFields(before) ? before : {}, isFields(after) ? after : {}];
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      compare(field ? `${field}.${key}` : key, from[key], to[key], found);
    }
    return;
  }
  const [from, to] = [text(before), text(after)];
  if (from === to) return;
  found.push({
    field,
    ...(from !== undefined && { before: from }),
    ...(to !== undefined && { after: to }),
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Nothing, an empty text and an empty list are told alike: as nothing. */
function text(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (Array.isArray(value) && value.length === 0) return undefined;
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) {
    return value.join(', ');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string);
}
