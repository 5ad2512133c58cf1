// What `afterword lint` says to code scanning, held against the schema of SARIF 2.1.0.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import Ajv from 'ajv';

const require = createRequire(import.meta.url);
const SCHEMA = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as object;
/** The language that the schema is written in. */
const DRAFT_4 = require('ajv/lib/refs/json-schema-draft-04.json') as object;
const PROGRAM = process.env.AFTERWORD_BIN ?? '../target/debug/afterword';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-lint-'));
});

test.afterEach(() => rmSync(folder, { recursive: true }));

test('its SARIF is valid, with findings and without, whatever files are called', () => {
  write(
    'a — review, 100% “ours”.md',
    '# Outage\n\nThe engineer forgot to 🔧 renew it. Why did you?\n',
  );
  write('rtl.md', 'המהנדס שכח. The operator carelessly dropped the table.\n');
  write('broken.md', Buffer.from([0x54, 0x68, 0x65, 0xff, 0x20, 0xc3, 0x28, 0x0a]));
  write('empty.md', '');
  const found = sarif(folder);
  expect(found.results.length).toBeGreaterThan(2);
  expect(new Set(found.results.map(({ ruleId }) => ruleId)).size).toBeGreaterThan(1);
  expect(sarif(join(folder, 'empty.md')).results).toEqual([]);
});

function write(name: string, content: string | Buffer) {
  writeFileSync(join(folder, name), content);
}

/** The only run of a log, once the log has held against the schema. */
function sarif(path: string): { results: { ruleId: string }[] } {
  const log = JSON.parse(lint(path)) as { runs: [{ results: { ruleId: string }[] }] };
  const ajv = new Ajv({ allErrors: true, schemaId: 'id', meta: DRAFT_4, logger: false });
  const valid = ajv.validate(SCHEMA, log);
  expect(valid, ajv.errorsText()).toBe(true);
  return log.runs[0];
}

/** Findings are exit code 1. */
function lint(path: string): string {
  try {
    return execFileSync(PROGRAM, ['lint', '--format', 'sarif', path], { encoding: 'utf8' });
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    expect(status).toBe(1);
    return stdout;
  }
}
