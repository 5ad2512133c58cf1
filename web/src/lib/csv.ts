/** Comma-separated values as RFC 4180 has them. */

import { saveFile } from './save-file';

export type CsvCell = string | number;

/** A text that begins like this is run as a formula by the programs that open such files. */
const FORMULA = /^[=+\-@\t\r]/;

export function toCsv(rows: CsvCell[][]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: CsvCell): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The mark at its start tells a spreadsheet that it is UTF-8. */
export function saveCsv(name: string, text: string): void {
  saveFile(name, 'text/csv', `\uFEFF${text}`);
}
