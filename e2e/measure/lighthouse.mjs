// Lighthouse on a running demo: node lighthouse.mjs http://127.0.0.1:7117 [desktop|mobile] [runs]
// Prints the median scores of each page, and what its first load weighs on the wire.
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';

const [base = 'http://127.0.0.1:7117', form = 'desktop', runs = '3'] = process.argv.slice(2);
const pages = { Home: '/', Incidents: '/incidents', Document: '/incidents/INC-57' };
const categories = ['performance', 'accessibility', 'best-practices'];

/** A session of the demo, as the cookie that a browser would send. */
async function signIn() {
  const answer = await fetch(`${base}/api/v1/session/demo`, {
    method: 'POST',
    headers: { Origin: base },
  });
  if (!answer.ok) throw new Error(`The demo did not sign in: ${answer.status}.`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function kilobytes(report, kind) {
  const requests = report.audits['network-requests'].details.items;
  const bytes = requests
    .filter((request) => request.resourceType === kind)
    .reduce((sum, request) => sum + request.transferSize, 0);
  return bytes / 1024;
}

async function measure(path, port, cookie) {
  const flags = {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: categories,
    extraHeaders: { Cookie: cookie },
  };
  const result = await lighthouse(
    base + path,
    flags,
    form === 'desktop' ? desktopConfig : undefined,
  );
  if (result.lhr.runtimeError) throw new Error(result.lhr.runtimeError.message);
  return result.lhr;
}

const chrome = await launch({
  chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  chromeFlags: [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
  ],
});
try {
  const cookie = await signIn();
  const head = [
    'Page',
    ...categories,
    'FCP ms',
    'LCP ms',
    'TBT ms',
    'CLS',
    'JS KB',
    'CSS KB',
    'fonts KB',
  ];
  console.log(`Lighthouse, ${form}, median of ${runs}\n\n| ${head.join(' | ')} |`);
  console.log(`|${' --- |'.repeat(head.length)}`);
  const faults = new Map();
  for (const [name, path] of Object.entries(pages)) {
    const reports = [];
    for (let run = 0; run < Number(runs); run += 1)
      reports.push(await measure(path, chrome.port, cookie));
    const of = (pick) => median(reports.map(pick));
    const cells = [
      ...categories.map((category) =>
        Math.round(of((lhr) => lhr.categories[category].score) * 100),
      ),
      ...['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time'].map(
        (audit) => Math.round(of((lhr) => lhr.audits[audit].numericValue)),
      ),
      of((lhr) => lhr.audits['cumulative-layout-shift'].numericValue).toFixed(3),
      ...['Script', 'Stylesheet', 'Font'].map((kind) =>
        of((lhr) => kilobytes(lhr, kind)).toFixed(1),
      ),
    ];
    console.log(`| ${[name, ...cells].join(' | ')} |`);
    for (const audit of Object.values(reports[0].audits)) {
      if (audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== 'informative')
        faults.set(`${name}: ${audit.title}`, audit.displayValue ?? '');
    }
  }
  if (faults.size > 0) console.log('\nBelow 0.9 in the first run:');
  for (const [fault, value] of faults) console.log(`- ${fault} ${value}`);
} finally {
  await chrome.kill();
}
