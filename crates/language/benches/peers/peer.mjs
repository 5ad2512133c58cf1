// One checker of npm over one file, warmed up once; prints a line of JSON.
import { readFileSync } from 'node:fs';
import process from 'node:process';

const CHECKERS = {
  async 'write-good'() {
    const { default: writeGood } = await import('write-good');
    return (text) => writeGood(text).length;
  },
  async alex() {
    const { markdown } = await import('alex');
    return (text) => markdown(text).messages.length;
  },
  async 'retext-equality'() {
    const { unified } = await import('unified');
    const [parse, toText, english, equality] = await Promise.all(
      ['remark-parse', 'remark-retext', 'retext-english', 'retext-equality'].map(
        async (name) => (await import(name)).default,
      ),
    );
    const { VFile } = await import('vfile');
    const prose = unified().use(english).use(equality).freeze();
    const document = unified().use(parse).use(toText, prose).freeze();
    return async (text) => {
      const file = new VFile(text);
      await document.run(document.parse(file), file);
      return file.messages.length;
    };
  },
};

const [name, path] = process.argv.slice(2);
const text = readFileSync(path, 'utf8');
const check = await CHECKERS[name]();
await check(text.slice(0, 100_000));
const began = process.hrtime.bigint();
const findings = await check(text);
const milliseconds = Number(process.hrtime.bigint() - began) / 1e6;
const kilobytes = process.resourceUsage().maxRSS;
console.log(JSON.stringify({ milliseconds, kilobytes, findings }));
