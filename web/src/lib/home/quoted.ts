/** A sentence of the server in three parts, so that the title it quotes can be a link. */
export interface QuotedSentence {
  before: string;
  quote: string;
  after: string;
}

export function splitAtTitle(sentence: string, title: string): QuotedSentence {
  const quote = `“${title}”`;
  const at = sentence.indexOf(quote);
  if (at < 0) return { before: sentence, quote: '', after: '' };
  return { before: sentence.slice(0, at), quote, after: sentence.slice(at + quote.length) };
}
