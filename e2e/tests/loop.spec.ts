// From a server without anybody to an action that is really done.
import { expect, test, type Page } from '@playwright/test';
import {
  action,
  addMeasure,
  commit,
  measure,
  placeInSlot,
  publish,
  publishDialog,
  setDue,
} from './steps/actions.ts';
import { day, sprintsOf } from './steps/calendar.ts';
import { addFactor, answerQuestion, section, write } from './steps/document.ts';
import { fillFacts, openPostMortem } from './steps/facts.ts';
import { becomeFirstAdministrator, printedLink } from './steps/session.ts';
import { addEntry, answerAt, askAt, entryAt, threadAt } from './steps/timeline.ts';
import { addPerson, addService, addTeam } from './steps/workspace.ts';

// One story on one server: each chapter begins where the one before ended.
test.describe.configure({ mode: 'serial' });

const sentence = 'Invoices were sent twice when billing restarted';
const chosen = [
  'Remember what was sent before a restart',
  'Alert on doubled invoices',
  'Stop the mailer with one command',
];
const fourth = 'Ask the provider for a limit';
const sprints = sprintsOf(14, 3);
const yesterday = day(-1);

let page: Page;
let first: string;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
});

test.afterAll(() => page.close());

test('the printed link makes the first administrator, once', async () => {
  await becomeFirstAdministrator(page, {
    name: 'Jo Lindqvist',
    handle: 'jo',
    password: 'a quiet night for everyone',
  });
  await expect(page.getByRole('button', { name: 'Jo Lindqvist. Open account menu' })).toBeVisible();
  const stranger = await page.context().browser()?.newPage();
  if (!stranger) throw new Error('No browser.');
  await stranger.goto(printedLink());
  await expect(stranger.getByText('This link no longer works.')).toBeVisible();
  await stranger.close();
});

test('a team with its sprints, a person and a service are added', async () => {
  await page.goto('/settings');
  await addTeam(page, 'Billing', { startsOn: sprints.startsOn, lengthDays: 14 });
  await addPerson(page, 'Sasha Berg', 'sasha', 'Billing');
  await addService(page, 'billing', 'Billing');
});

test('one sentence opens a post-mortem, and its facts follow', async () => {
  await page.goto('/');
  first = await openPostMortem(page, { sentence });
  expect(first).toBe('INC-1');
  await fillFacts(page, {
    severity: 'SEV2',
    service: 'billing',
    date: yesterday,
    milestones: {
      'Impact started': '09:00',
      'First alert fired': '09:10',
      'On-call acknowledged': '09:12',
      'Root cause identified': '09:30',
      'Fix deployed': '09:40',
      'Service recovered': '09:50',
      'All-clear declared': '10:05',
    },
    impact: {
      'Users affected': '1200',
      'Revenue lost': '4000',
      'People in the response': '3',
      'Hours in the response': '4.5',
    },
    detectedBy: 'Customer',
  });
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('button', { name: /^50 min 09:00 to 09:50 UTC/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^billing/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^1,200/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Customer/ })).toBeVisible();
  await expect(page.getByRole('main').getByText('SEV2')).toBeVisible();
});

test('milestones out of their order are refused, and nothing is lost', async () => {
  await fillFacts(page, { date: yesterday, milestones: { 'Service recovered': '08:30' } });
  const dialog = page.getByRole('dialog', { name: 'Edit facts' });
  const field = dialog.getByLabel('Service recovered: time, UTC');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByRole('group', { name: 'Service recovered' })).toContainText(/before/);
  await expect(field).toHaveValue('08:30');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: /^50 min 09:00 to 09:50 UTC/ })).toBeVisible();
});

test('the timeline is collected with its evidence', async () => {
  await addEntry(page, {
    date: yesterday,
    time: '09:00',
    kind: 'Deploy',
    text: 'billing restarts with version 31.',
  });
  await addEntry(page, {
    date: yesterday,
    time: '09:10',
    kind: 'Message',
    text: 'A customer has two invoices with one number.',
    evidence: { kind: 'Ticket', label: 'ticket 4711', link: 'https://support.example/4711' },
  });
  await addEntry(page, {
    date: yesterday,
    time: '09:30',
    kind: 'Observation',
    text: 'The list of sent invoices is empty.',
  });
  await expect(entryAt(page, '09:10').getByRole('link', { name: 'ticket 4711' })).toHaveAttribute(
    'href',
    'https://support.example/4711',
  );
  await expect(section(page, 'Timeline')).toContainText('20 minutes with nothing recorded');
});

test('a question is asked, answered, and becomes a factor', async () => {
  await askAt(page, '09:30', 'Why was the list empty?');
  await expect(threadAt(page, '09:30')).toContainText('open');
  await answerAt(page, '09:30', 'It is kept in memory only.');
  await expect(threadAt(page, '09:30')).toContainText('answered');
  await threadAt(page, '09:30').getByRole('button', { name: 'Make it a factor' }).click();
  await threadAt(page, '09:30')
    .getByRole('group', { name: 'What did it do?' })
    .getByRole('button', { name: 'Made it possible' })
    .click();
  await expect(threadAt(page, '09:30')).toContainText('a factor now');
  await expect(
    section(page, 'Contributing factors')
      .getByRole('listitem')
      .filter({ hasText: 'in memory only' }),
  ).toBeVisible();
});

test('why it happened is written down', async () => {
  await write(page, 'Summary', 'For fifty minutes each invoice was sent twice.');
  await write(page, 'Root cause', 'billing forgot on a restart which invoices were sent.');
  await addFactor(page, {
    group: 'slowed detection',
    condition: 'No alert counts invoices.',
    term: 'alert slower than customers',
  });
  await answerQuestion(page, 'What helped us?', 'The provider answered within a minute.');
  await page.reload();
  await expect(section(page, 'Summary')).toContainText('each invoice was sent twice');
  await expect(section(page, 'Four questions')).toContainText('answered within a minute');
});

test('three measures take the slots, and the fourth is refused', async () => {
  for (const title of [...chosen, fourth]) await addMeasure(page, title, 'Stops it', '2');
  for (const title of chosen) {
    await placeInSlot(page, title);
    await expect(action(page, title)).toBeVisible();
  }
  await placeInSlot(page, fourth);
  await expect(section(page, 'Actions').getByRole('alert')).toContainText('3 is the limit');
  await expect(measure(page, fourth)).toBeVisible();
  await expect(action(page, fourth)).toBeHidden();
});

test('publishing names every missing thing', async () => {
  await publish(page);
  const dialog = publishDialog(page);
  await expect(dialog).toContainText('12 things are missing');
  for (const title of chosen) {
    for (const missing of ['owner', 'priority', 'due', 'ticket']) {
      await expect(
        dialog.getByRole('listitem').filter({ hasText: title }).filter({ hasText: missing }),
      ).toHaveCount(1);
    }
  }
  await expect(dialog.getByRole('button', { name: 'Publish' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Publish' })).toBeVisible();
});

test('a date after the next sprint is refused, with the latest one', async () => {
  const [title = ''] = chosen;
  await action(page, title).getByLabel('Owner').selectOption('Sasha Berg');
  await setDue(page, title, day(60));
  await expect(action(page, title)).toContainText(`ends on ${sprints.nextEndsOn}`);
  await setDue(page, title, sprints.nextEndsOn);
  await expect(action(page, title)).toContainText('Sprint 2');
  await expect(action(page, title)).not.toContainText('ends on');
  await page.reload();
  await expect(action(page, title).getByLabel('Due', { exact: true })).toHaveValue(
    sprints.nextEndsOn,
  );
});

test('with owner, priority, date and ticket it is published', async () => {
  for (const [index, title] of chosen.entries()) {
    await commit(page, title, {
      owner: 'Sasha Berg',
      priority: 'P1',
      due: sprints.nextEndsOn,
      ticket: `BILL-${index + 1}`,
    });
  }
  await publish(page);
  await publishDialog(page).getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText(/^Published .* by Jo Lindqvist$/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Publish' })).toBeHidden();
});

test('the next meeting on the service opens with these actions', async () => {
  await page.goto('/');
  const second = await openPostMortem(page, {
    sentence: 'Invoices were late after a restart',
    service: 'billing',
  });
  expect(second).not.toBe(first);
  await page.getByRole('link', { name: 'Meeting', exact: true }).click();
  await page.getByRole('button', { name: 'Start the meeting' }).click();
  await expect(page.getByRole('heading', { name: 'Check-in' })).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Agenda' })
    .getByRole('button', { name: 'Open actions' })
    .click();
  await expect(page.getByRole('heading', { name: 'Same service' })).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(3);
  for (const title of chosen) {
    await expect(page.getByRole('article').filter({ hasText: title })).toContainText(first);
  }
  await page
    .getByRole('navigation', { name: 'Agenda' })
    .getByRole('button', { name: 'Timeline' })
    .click();
  await expect(page.getByRole('alert')).toContainText('Three actions have no outcome yet');
});

test('an action is reviewed as done, and is', async () => {
  const [title = ''] = chosen;
  const item = page.getByRole('article').filter({ hasText: title });
  await item
    .getByRole('group', { name: 'State today' })
    .getByRole('button', { name: 'Done' })
    .click();
  await expect(item).toContainText('Done');
  await expect(page.getByText('1 of 3 looked at')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Agenda' })).toContainText(
    '1 looked at, 1 done',
  );
  await page.goto('/actions');
  await expect(
    page
      .getByRole('row')
      .filter({ hasText: title })
      .getByRole('button', { name: /^Done\./ }),
  ).toBeVisible();
});
