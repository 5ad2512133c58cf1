/**
 * JSON laid out in lines. Its values stay as they were written: what a parser would round, such as
 * a number past 2^53, is shown with all its digits, and a name that stands twice stands twice.
 */

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/gsu;
const INDENT = '  ';

/** The same text with a line for each value; as it is when it is not JSON. */
export function prettyJson(text: string): string {
  if (!isJson(text)) return text;
  const tokens = text.match(TOKEN) ?? [];
  let shown = '';
  let depth = 0;
  const newLine = () => `\n${INDENT.repeat(depth)}`;
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    if (token === '}' || token === ']') {
      depth -= 1;
      const empty = before === '{' || before === '[';
      shown += empty ? token : newLine() + token;
    } else if (token === ',') {
      shown += token;
    } else if (token === ':') {
      shown += ': ';
    } else {
      if (before === '{' || before === '[' || before === ',') shown += newLine();
      shown += token;
      if (token === '{' || token === '[') depth += 1;
    }
  });
  return shown;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
