// What an administrator and everybody else sets up, and where it then shows.
import { sprintsOf } from './steps/calendar.ts';
import { addFactor, section } from './steps/document.ts';
import { fillFacts, openPostMortem } from './steps/facts.ts';
import { listed, search, token } from './steps/incident-list.ts';
import { expect, test } from './steps/session.ts';
import { change, openSettings, part, remove, settingsRow, toast } from './steps/settings.ts';
import { addPerson, addService, addTeam } from './steps/workspace.ts';

// The settings are saved whole, so one follows the other.
test.describe.configure({ mode: 'default' });

test.beforeEach(({ page }) => openSettings(page));

test('a section of the template stands in the next post-mortem', async ({ page }) => {
  const template = part(page, 'Post-mortem template');
  const saved = toast(page, 'Template saved');
  await template.getByRole('button', { name: 'Add section' }).click();
  await page.keyboard.type('What customers were told');
  await template
    .getByLabel('What leads the pen under “What customers were told”')
    .fill('Every word that left the house, with its time.');
  await expect(template.getByText('Not saved yet')).toBeVisible();
  await template.getByRole('button', { name: 'Save template' }).click();
  await expect(saved).toBeVisible();

  await openPostMortem(page, { sentence: 'Parcels were announced twice' });
  await expect(section(page, 'What customers were told')).toContainText(
    'Every word that left the house, with its time.',
  );

  await openSettings(page);
  await template.getByRole('button', { name: 'Take “What customers were told” out' }).click();
  await template.getByRole('button', { name: 'Save template' }).click();
  await expect(saved).toBeVisible();
  await openPostMortem(page, { sentence: 'Parcels were announced to nobody' });
  await expect(section(page, 'What customers were told')).toHaveCount(0);
});

test('what a severity means is said wherever one is chosen or shown', async ({ page }) => {
  const meaning = 'One warehouse works by hand';
  const severities = part(page, 'Severities');
  const field = severities.getByLabel('When an incident is SEV4');
  const before = await field.inputValue();
  await field.fill(meaning);
  await severities.getByRole('button', { name: 'Save severities' }).click();
  await expect(toast(page, 'Severities saved.')).toBeVisible();

  await page.getByRole('link', { name: 'New post-mortem' }).click();
  await page.getByLabel('What happened?').fill('Labels came out empty');
  await page
    .getByRole('group', { name: 'Severity', exact: true })
    .getByRole('button', { name: 'SEV4' })
    .click();
  await expect(page.getByText(meaning)).toBeVisible();
  await page.goto('/incidents?q=sev:4');
  await expect(page.getByRole('row').getByTitle(meaning).first()).toBeVisible();

  await openSettings(page);
  await field.fill(before);
  await severities.getByRole('button', { name: 'Save severities' }).click();
  await expect(toast(page, 'Severities saved.')).toBeVisible();
});

test('a factor is merged into another, and the document names the other', async ({ page }) => {
  const group = 'made it possible';
  const condition = 'Nothing limits how many parcels wait.';
  const [from, into] = ['Belt without an end', 'Belt without a limit'];
  const first = await openPostMortem(page, { sentence: 'The belt ran full on Monday' });
  await addFactor(page, { group, condition, term: from });
  await openPostMortem(page, { sentence: 'The belt ran full on Friday' });
  await addFactor(page, { group, condition: 'Nobody counts what waits.', term: into });

  await openSettings(page);
  const vocabulary = part(page, 'Factor vocabulary');
  await vocabulary.getByRole('searchbox').fill('belt without');
  await settingsRow(page, 'Factor vocabulary', from)
    .getByRole('button', { name: `Merge… “${from}” into another` })
    .click();
  const dialog = page.getByRole('dialog', { name: `Merge “${from}”` });
  await dialog.getByLabel('Into').fill(into);
  await expect(dialog).toContainText(`“${into}” is then found in`);
  await expect(dialog).toContainText(`The history of “${into}” can take it back.`);
  await dialog.getByRole('button', { name: 'Merge' }).click();
  await expect(
    toast(page, `“${from}” is merged into “${into}”; 1 incident changed.`),
  ).toBeVisible();
  await expect(settingsRow(page, 'Factor vocabulary', from)).toHaveCount(0);
  await expect(settingsRow(page, 'Factor vocabulary', into)).toContainText('2');

  await page.goto(`/incidents/${first}`);
  const named = section(page, 'Contributing factors')
    .getByRole('listitem')
    .filter({ hasText: condition });
  await expect(named).toContainText(into);
  await expect(named).not.toContainText(from);
  await page.goto('/incidents');
  await search(page, `factor:"${from}"`);
  await expect(listed(page, first)).toBeVisible();
});

test('a factor is split, and its history takes a merge back', async ({ page }) => {
  const group = 'made it possible';
  const [whole, part_] = ['Lids that open', 'Lids that open in rain'];
  const dry = await openPostMortem(page, { sentence: 'A lid opened on Tuesday' });
  await addFactor(page, { group, condition: 'The lid has no catch.', term: whole });
  const wet = await openPostMortem(page, { sentence: 'A lid opened in the rain' });
  await addFactor(page, { group, condition: 'The seal swells when it is wet.', term: whole });
  const factorsOf = async (reference: string) => {
    await page.goto(`/incidents/${reference}`);
    return section(page, 'Contributing factors');
  };

  await openSettings(page);
  const filter = part(page, 'Factor vocabulary').getByRole('searchbox');
  await filter.fill('lids that');
  await settingsRow(page, 'Factor vocabulary', whole)
    .getByRole('button', { name: `Split… “${whole}”` })
    .click();
  const splitting = page.getByRole('dialog', { name: `Split “${whole}”` });
  await splitting.getByLabel('New factor').fill(part_);
  await splitting.getByRole('checkbox', { name: wet }).check();
  await splitting.getByRole('button', { name: 'Split off 1 incident' }).click();
  await expect(settingsRow(page, 'Factor vocabulary', part_)).toContainText('1');
  await expect(await factorsOf(wet)).toContainText(part_);
  await expect(await factorsOf(dry)).not.toContainText(part_);

  await openSettings(page);
  await filter.fill('lids that');
  await settingsRow(page, 'Factor vocabulary', part_)
    .getByRole('button', { name: `Merge… “${part_}” into another` })
    .click();
  const merging = page.getByRole('dialog', { name: `Merge “${part_}”` });
  await merging.getByLabel('Into').fill(whole);
  await merging.getByRole('button', { name: 'Merge' }).click();
  await expect(settingsRow(page, 'Factor vocabulary', part_)).toHaveCount(0);
  await settingsRow(page, 'Factor vocabulary', whole)
    .getByRole('button', { name: /^History/ })
    .click();
  const history = page.getByRole('dialog', { name: `“${whole}” over time` });
  await expect(history.getByRole('listitem')).not.toHaveCount(0);
  await history.getByRole('button', { name: 'Separate again' }).click();
  await history.getByRole('button', { name: 'Close' }).click();
  await expect(settingsRow(page, 'Factor vocabulary', part_)).toContainText('1');
  await expect(await factorsOf(wet)).toContainText(part_);
});

test('a sign-in link lets a new person choose a password, once', async ({ browser, page }) => {
  await addPerson(page, 'Robin Falk', 'robin', 'Payments');
  const form = await change(page, 'People and roles', 'Robin Falk');
  await form.getByRole('button', { name: 'Make a sign-in link for Robin Falk' }).click();
  const link = await form.getByLabel(/^Robin Falk chooses a password with this link/).inputValue();

  const theirs = await browser.newContext({ storageState: undefined });
  const robin = await theirs.newPage();
  await robin.goto(link);
  await expect(robin.getByText('This is the account of Robin Falk')).toBeVisible();
  await robin.getByLabel('Password').fill('short');
  await robin.getByRole('button', { name: 'Choose this password' }).click();
  await expect(robin.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
  await robin.getByLabel('Password').fill('parcels travel by night');
  await robin.getByRole('button', { name: 'Choose this password' }).click();
  await expect(robin.getByRole('button', { name: 'Robin Falk. Open account menu' })).toBeVisible();
  await robin.goto(link);
  await expect(robin.getByText('This link no longer works.')).toBeVisible();

  await form.getByLabel('Active: may sign in').uncheck();
  await form.getByRole('button', { name: 'Save person' }).click();
  await expect(settingsRow(page, 'People and roles', 'Robin Falk')).toContainText(
    'no longer active',
  );
  await robin.goto('/');
  await expect(robin.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await theirs.close();
});

test('the sprints of a team are counted as its cadence says', async ({ page }) => {
  const name = 'Sorting';
  await addTeam(page, name, { startsOn: sprintsOf(14, 3).startsOn, lengthDays: 14 });
  let form = await change(page, 'Teams', name);
  await form.getByLabel('Number of that sprint').fill('40');
  await expect(form.getByRole('status')).toContainText('Sprint 40, ends');
  await form.getByLabel('Length of a sprint').fill('2');
  await expect(form.getByRole('status')).toContainText('Sprint 41, ends');
  await expect(form.getByRole('status')).toContainText('next: Sprint 42');
  await form.getByLabel('Length of a sprint').fill('0');
  await form.getByRole('button', { name: 'Save team' }).click();
  await expect(form.getByLabel('Length of a sprint')).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('Length of a sprint').fill('2');
  await form.getByRole('button', { name: 'Save team' }).click();
  await expect(form).toBeHidden();
  await page.reload();
  form = await change(page, 'Teams', name);
  await expect(form.getByRole('status')).toContainText('Sprint 41, ends');
  await form.getByRole('button', { name: 'Cancel' }).click();
  await remove(page, 'Teams', name);
});

test('the objective and the revenue of a service are told by its incidents', async ({ page }) => {
  await addService(page, 'parcel-labels', 'Payments');
  const form = await change(page, 'Services', 'parcel-labels');
  await form.getByLabel('Objective, %').fill('99.9 or so');
  await form.getByRole('button', { name: 'Save service' }).click();
  await expect(form.getByLabel('Objective, %')).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('Objective, %').fill('99.9');
  await form.getByLabel('Window, days').fill('30');
  await form.getByLabel(/^Revenue per minute/).fill('120');
  await form.getByRole('button', { name: 'Save service' }).click();
  await expect(form).toBeHidden();
  const row = settingsRow(page, 'Services', 'parcel-labels');
  await expect(row).toContainText('99.9% over 30 days');
  await expect(row).toContainText('€120');

  await openPostMortem(page, { sentence: 'Labels came out blank', service: 'parcel-labels' });
  await fillFacts(page, {
    date: '2026-03-02',
    milestones: { 'Impact started': '09:00', 'Service recovered': '09:50' },
    impact: { 'Requests failing, %': '50' },
  });
  await expect(page.getByRole('dialog')).toBeHidden();
  // Half of 50 minutes, of the 43.2 that 0.1% of 30 days is.
  const budget = page.getByRole('button', { name: /^58% parcel-labels, 99\.9%/ });
  await expect(budget).toBeVisible();
  await page.keyboard.press('e');
  const facts = page.getByRole('dialog', { name: 'Edit facts' });
  await expect(facts.getByText(/€3k: 50 min × 50% failing × €120 per minute/)).toBeVisible();
  await facts.getByRole('button', { name: 'Take it' }).click();
  await expect(facts.getByLabel('Revenue lost')).toHaveValue('3000');
  await facts.getByRole('button', { name: 'Save facts' }).click();
  // As revenue, and as the whole cost.
  await expect(page.getByRole('button', { name: /^€3k lost/ })).toHaveCount(2);
});

test('a token is shown once, does what it may, and ends when it is revoked', async ({
  page,
  playwright,
}) => {
  const tokens = part(page, 'API tokens');
  await tokens.getByRole('button', { name: 'Add token' }).click();
  const form = tokens.getByRole('form', { name: 'Add token' });
  await form.getByLabel('What it is for').fill('parcel notes');
  await form.getByRole('button', { name: 'Make token' }).click();
  const shown = tokens.getByLabel(/^Copy the secret now/);
  const secret = await shown.inputValue();
  await tokens.getByRole('button', { name: 'I have it' }).click();
  await expect(shown).toBeHidden();
  await page.reload();
  await expect(settingsRow(page, 'API tokens', 'parcel notes')).toContainText('read');
  expect(await page.content()).not.toContain(secret);

  const program = await playwright.request.newContext({
    storageState: { cookies: [], origins: [] },
    extraHTTPHeaders: { Authorization: `Bearer ${secret}` },
  });
  const read = await program.get('/api/v1/incidents/INC-57');
  expect(await read.json()).toMatchObject({ reference: 'INC-57' });
  const written = await program.post('/api/v1/incidents', { data: { title: 'Read only' } });
  expect(written.status()).toBe(403);

  await settingsRow(page, 'API tokens', 'parcel notes')
    .getByRole('button', { name: 'Revoke parcel notes' })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Revoke “parcel notes”?' });
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(settingsRow(page, 'API tokens', 'parcel notes')).toHaveCount(0);
  expect((await program.get('/api/v1/incidents/INC-57')).status()).toBe(401);
  await program.dispose();
});

test('single keys that are switched off do nothing, and something once they are on', async ({
  page,
}) => {
  const choice = page.getByRole('checkbox', { name: /^Single-key shortcuts/ });
  const heading = page.getByRole('heading', { name: 'Actions', level: 1 });
  await choice.uncheck();
  await choice.blur();
  for (const key of ['n', '?', '/', 'g', 'a']) await page.keyboard.press(key);
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Actions' })
    .click();
  await expect(heading).toBeVisible();
  await expect(page.getByRole('contentinfo', { name: 'Keyboard' })).toHaveCount(0);
  // Had a key led elsewhere, that place would stand between.
  await page.goBack();
  await expect(page).toHaveURL('/settings');
  await page.reload();
  await expect(choice).not.toBeChecked();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await choice.check();
  await choice.blur();
  for (const key of ['g', 'a']) await page.keyboard.press(key);
  await expect(heading).toBeVisible();
});

test('a search is saved as a view, opened by its link, and deleted', async ({ page }) => {
  const name = 'Grave repeats';
  await page.goto('/incidents');
  await search(page, 'sev:1,2 is:repeat');
  await page.getByLabel('Order').selectOption('Longest first');
  await expect(page).toHaveURL(/order=longest/);
  await page.getByRole('button', { name: 'Views' }).click();
  const menu = page.getByRole('dialog', { name: 'Saved views' });
  await menu.getByLabel('Save the list as it stands').fill(name);
  await menu.getByRole('button', { name: 'Everybody', exact: true }).click();
  await menu.getByRole('button', { name: 'Save view' }).click();
  await expect(menu.getByRole('menuitem', { name })).toHaveAttribute('aria-current', 'true');

  await openSettings(page);
  const row = settingsRow(page, 'Saved views', name);
  await expect(row).toContainText('everybody');
  await row.getByRole('link', { name }).click();
  await expect(token(page, 'sev:1,2')).toBeVisible();
  await expect(token(page, 'is:repeat')).toBeVisible();
  await expect(page.getByLabel('Order')).toHaveValue('longest');
  const tabs = page.getByRole('navigation', { name: 'Saved views' });
  await expect(tabs.getByRole('link', { name })).toHaveAttribute('aria-current', 'true');

  await openSettings(page);
  await row.getByRole('button', { name: `Delete “${name}”` }).click();
  await expect(row).toHaveCount(0);
  await toast(page, `The view “${name}” is deleted.`).getByRole('button', { name: 'Undo' }).click();
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: `Delete “${name}”` }).click();
  await expect(row).toHaveCount(0);
  await page.goto('/incidents');
  await expect(tabs.getByRole('link', { name: 'Repeats' })).toBeVisible();
  await expect(tabs.getByRole('link', { name })).toHaveCount(0);
});

test('a rule for alerts is added, moved up by key, read out and kept', async ({ page }) => {
  const intake = part(page, 'What becomes of alerts');
  const words = intake.getByRole('group', { name: 'The rules in words' });
  const usual = 'An alert whose severity is “critical”';
  await expect(words.getByRole('listitem').first()).toContainText(usual);
  await intake.getByRole('button', { name: 'Add rule' }).click();
  await intake.getByRole('button', { name: 'Save rules' }).click();
  await expect(intake.getByRole('alert')).toContainText('A condition needs the name of a label');
  const label = intake.getByLabel('Label of condition 1 of rule 2');
  await label.fill('env');
  await intake.getByLabel(/^Values of condition 1 of rule 2/).fill('staging*, test');
  const rule = intake.getByRole('listitem', { name: 'Rule 2' });
  await rule.getByLabel('Then the alert').selectOption('is only kept');
  await label.press('Alt+ArrowUp');
  const sentence = 'An alert whose env begins with “staging” or is “test” is only kept';
  await expect(words.getByRole('listitem').first()).toContainText(sentence);
  await expect(intake.getByLabel('Label of condition 1 of rule 1')).toBeFocused();
  await intake.getByRole('button', { name: 'Save rules' }).click();
  await expect(toast(page, 'Rules saved')).toBeVisible();

  await page.reload();
  await expect(words.getByRole('listitem').first()).toContainText(sentence);
  await expect(words.getByRole('listitem').nth(1)).toContainText(usual);
  await intake.getByRole('button', { name: 'Take rule 1 out' }).click();
  await intake.getByRole('button', { name: 'Save rules' }).click();
  await expect(toast(page, 'Rules saved')).toBeVisible();
  await expect(words.getByRole('listitem')).toHaveCount(1);
});
