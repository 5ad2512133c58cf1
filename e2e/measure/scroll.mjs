// Measures the list of incidents in a real browser: how evenly it scrolls, by the wheel and by the
// bar, and how long it takes from a click to the next page.
//
//   node e2e/measure/scroll.mjs [INCIDENTS]
//
// AFTERWORD_BIN names the server; AFTERWORD_PAGES an address that serves the pages instead of it,
// with its API proxied to the server at AFTERWORD_MEASURED.
import process from 'node:process';
import { chromium } from '@playwright/test';
import { PERSON, serveWorkspace } from './workspace.mjs';

const COUNT = Number(process.argv[2] ?? 10_000);
const FRAME_MS = 1000 / 60;
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];

const measured = process.env.AFTERWORD_PAGES
  ? { base: process.env.AFTERWORD_PAGES, binary: 'a server that was there', stop: () => undefined }
  : await serveWorkspace(COUNT);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ARGS,
});
try {
  const page = await signedIn(browser, measured.base);
  console.log(`${measured.binary}\n`);
  await measureScrolling(page, measured.base);
  await measureNavigation(page, measured.base);
} finally {
  await browser.close();
  measured.stop();
}

async function signedIn(browser, base) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(base);
  const { name, password } = PERSON;
  const answer = await page.request.post(`${base}/api/v1/session`, {
    data: { name, password },
    headers: { Origin: new URL(base).origin },
  });
  if (!answer.ok()) throw new Error(`Signing in: ${answer.status()} ${await answer.text()}`);
  return page;
}

/** The page keeps one stream of changes open, so its network is never idle. */
async function answersCame(page) {
  await page.waitForFunction(() => {
    const ends = performance.getEntriesByType('resource').map((entry) => entry.responseEnd);
    return performance.now() - Math.max(0, ...ends) > 500;
  });
}

async function measureScrolling(page, base) {
  await page.goto(`${base}/incidents`);
  await page.locator('[role="row"] a.ref').first().waitFor();
  await answersCame(page);
  const total = await page.locator('[role="table"]').getAttribute('aria-rowcount');
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  console.log(`${Number(total) - 1} rows with their heads, ${height} px high\n`);
  console.log('way                      frames  median    p95    p99  worst  dropped  long  blank    cpu');
  await report('standing still', () => idle(page, 3000), page);
  await report('wheel, 240 px a turn', () => wheel(page, 240, 400), page);
  await page.evaluate(() => scrollTo(0, 0));
  await answersCame(page);
  await report('wheel, to the very end', () => wheel(page, 1200, Math.ceil(height / 1200)), page);
  await page.reload();
  await page.locator('[role="row"] a.ref').first().waitFor();
  await report('bar, dragged to the end', () => drag(page, height, 180), page);
  await page.reload();
  await page.locator('[role="row"] a.ref').first().waitFor();
  await jump(page);
}

function idle(page, ms) {
  return page.waitForTimeout(ms);
}

async function wheel(page, distance, turns) {
  await page.mouse.move(700, 600);
  for (let turn = 0; turn < turns; turn++) await page.mouse.wheel(0, distance);
  await page.waitForTimeout(300);
}

/** As a hand on the bar does it: a new place every frame, there and half of the way back. */
function drag(page, height, frames) {
  return page.evaluate(
    ([height, frames]) =>
      new Promise((resolve) => {
        let frame = 0;
        const step = () => {
          const share = frame / frames;
          scrollTo(0, height * (share < 0.7 ? share / 0.7 : 1 - (share - 0.7) * 1.6));
          if (frame++ < frames) requestAnimationFrame(step);
          else resolve();
        };
        requestAnimationFrame(step);
      }),
    [height, frames],
  );
}

/** From the key to the last rows being there, and not only their places. */
async function jump(page) {
  const took = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const start = performance.now();
        scrollTo(0, document.documentElement.scrollHeight);
        const look = () => {
          const rows = [...document.querySelectorAll('.incident-row')];
          const shown = rows.filter((row) => row.getBoundingClientRect().bottom > 0);
          const ready = shown.length > 0 && shown.every((row) => row.querySelector('a.ref'));
          if (ready) resolve(performance.now() - start);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
  console.log(`\nFrom the top to the end in one leap, all rows there: ${took.toFixed(0)} ms`);
}

async function report(name, scroll, page) {
  const chrome = await page.context().newCDPSession(page);
  await chrome.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await worked(chrome);
  await page.evaluate(watch);
  await scroll();
  const { deltas, long, blank } = await page.evaluate(() => window.stopWatching());
  const cpu = (await worked(chrome)) - before;
  await chrome.detach();
  const sorted = deltas.toSorted((one, other) => one - other);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const dropped = deltas.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0);
  const ms = (value) => value.toFixed(1).padStart(7);
  console.log(
    `${name.padEnd(24)}${String(deltas.length).padStart(7)} ${ms(at(0.5))}${ms(at(0.95))}` +
      `${ms(at(0.99))}${ms(at(1))}${String(dropped).padStart(9)}${String(long).padStart(6)}` +
      `${`${(blank * 100).toFixed(0)}%`.padStart(7)}${ms(cpu / Math.max(1, deltas.length))}`,
  );
}

/** What the page's thread has worked so far, in ms of the processor: other work beside it is not in it. */
async function worked(chrome) {
  const { metrics } = await chrome.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
}

/** Runs in the page: time between frames, long tasks, and frames whose rows had not come. */
function watch() {
  const deltas = [];
  let [before, running, blank, looked, long] = [0, true, 0, 0, 0];
  const tasks = new PerformanceObserver((list) => (long += list.getEntries().length));
  tasks.observe({ type: 'longtask' });
  const frame = (now) => {
    if (before) deltas.push(now - before);
    before = now;
    const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    looked += 1;
    if (!middle?.closest('.incident-row:not(.is-coming), .incident-list__quarter')) blank += 1;
    if (running) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  window.stopWatching = () => {
    running = false;
    tasks.disconnect();
    return { deltas, long, blank: looked ? blank / looked : 0 };
  };
}

async function measureNavigation(page, base) {
  const main = (name) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });
  const steps = [
    ['Home to Incidents', main('Incidents'), '[role="row"] a.ref'],
    ['Incidents to a document', page.locator('[role="row"] a.ref').nth(2), '.document-title, h1'],
    ['back to Incidents', null, '[role="row"] a.ref'],
    ['Incidents to Actions', main('Actions'), 'main table, main .empty'],
    ['Actions to Patterns', main('Patterns'), 'main table, main .empty'],
    ['Patterns to Home', main('The loop'), 'main h2'],
  ];
  console.log('\nclick to content painted   median   worst of 5');
  const took = new Map(steps.map(([name]) => [name, []]));
  for (let round = 0; round < 6; round++) {
    await page.goto(base);
    await page.locator('main h2').first().waitFor();
    await answersCame(page);
    for (const [name, link, sign] of steps) {
      const ms = await timed(page, link, sign);
      // The first round brings the code of each page.
      if (round > 0) took.get(name).push(ms);
      await answersCame(page);
    }
  }
  for (const [name, all] of took) {
    const sorted = all.toSorted((one, other) => one - other);
    const [median, worst] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
    console.log(`${name.padEnd(24)}${`${median.toFixed(0)} ms`.padStart(9)}${`${worst.toFixed(0)} ms`.padStart(12)}`);
  }
}

/** From the click to the second frame in which the other page and what was asked of it are there. */
async function timed(page, link, sign) {
  const element = link && (await link.elementHandle());
  return page.evaluate(
    ([element, sign]) =>
      new Promise((resolve) => {
        const from = location.pathname;
        const start = performance.now();
        if (element) element.click();
        else history.back();
        const look = () => {
          const there = location.pathname !== from && document.querySelector(sign);
          if (there) requestAnimationFrame(() => resolve(performance.now() - start));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    [element, sign],
  );
}
