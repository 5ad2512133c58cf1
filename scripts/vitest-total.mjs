// Turns vitest's report into the one line that every part of `make test` ends with.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const skipped = report.numPendingTests + report.numTodoTests;
const rest = skipped > 0 ? `, ${skipped} skipped` : '';
console.log(`Web: ${report.numPassedTests} passed, ${report.numFailedTests} failed${rest}`);
