import { expect, test, type Page } from '@playwright/test';
import { section } from './steps/document.ts';
import {
  add,
  arrive,
  enter,
  goOn,
  lettersOf,
  next,
  note,
  proseOf,
  say,
  typeAtTheEnd,
  writeInSilence,
} from './steps/together.ts';
import { OwnServer } from './steps/own-server.ts';

const INCIDENT = 'INC-58';
const GREEK = 'αβγδεζηθικλμνξοπρστυφχψω';
const CYRILLIC = 'абвгдежзиклмнопрстуфхцчшэюя';
const GEORGIAN = 'აბგდევზთიკლმნოპჟრსტუფქღყშჩ';

test('three people hold a meeting, write in one paragraph, and the server is killed', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const server = await OwnServer.start();
  try {
    const ines = await server.demo(browser);
    const mika = await server.person(browser, ines, 'Mika');
    const dana = await server.person(browser, ines, 'Dana');
    const all = [ines, mika, dana];

    await enter(ines, INCIDENT);
    await ines.getByRole('button', { name: 'Start the meeting' }).click();
    await arrive(ines, 'Check-in');
    await Promise.all([enter(mika, INCIDENT), enter(dana, INCIDENT)]);
    await Promise.all([say(ines, 'steady'), say(mika, 'tired'), say(dana, 'curious')]);
    for (const page of all) {
      for (const word of ['steady', 'tired', 'curious']) {
        await expect(page.getByText(word).first()).toBeVisible();
      }
    }

    // Whoever leads goes on, and everybody's page goes along.
    await next(ines);
    for (const page of all) await arrive(page, 'Open actions of earlier post-mortems');
    await ines.getByRole('button', { name: 'In progress' }).first().click();
    await next(ines);
    await ines.getByRole('button', { name: 'Put off the rest' }).click();
    await goOn(ines, 'Put off', 'until the release is out');
    for (const page of all) await arrive(page, 'Timeline');
    await note(mika, '/question Who saw the first complaint?');
    await expect(ines.getByText('Who saw the first complaint?').first()).toBeVisible();
    await next(ines);
    for (const page of all) await arrive(page, 'Why');
    await note(dana, '/factor The list was never asked for more than a page');
    await expect(
      section(ines, 'Contributing factors').getByText('never asked for more than a page'),
    ).toBeVisible();

    await writeTogether(server, all);

    await next(ines);
    for (const page of all) await arrive(page, 'Four questions');
    await writeInSilence(mika, 'What helped us?', 'The runbook named the right table.');
    await writeInSilence(dana, 'What slowed us down?', 'Nobody could read the plan.');
    await expect(ines.getByText('The runbook named the right table.')).toHaveCount(0);
    await ines.getByRole('button', { name: 'Show them together' }).click();
    await ines.getByRole('button', { name: 'Show them all' }).click();
    for (const page of all) {
      await expect(page.getByText('The runbook named the right table.').first()).toBeVisible();
      await expect(page.getByText('Nobody could read the plan.').first()).toBeVisible();
    }

    await next(ines);
    for (const page of all) await arrive(page, 'Choose at most three');
    await add(dana, 'Bound every list to a page');
    await expect(ines.getByText('Bound every list to a page').first()).toBeVisible();
    await ines.getByRole('button', { name: 'Open voting' }).click();
    for (const page of all) {
      await page.getByRole('button', { name: 'Vote for “Bound every list to a page”' }).click();
    }
    await ines.getByRole('button', { name: 'Close voting' }).click();
    await expect(
      mika.getByRole('row').filter({ hasText: 'Bound every list to a page' }).getByText('3', {
        exact: true,
      }),
    ).toBeVisible();

    await next(ines);
    for (const page of all) await arrive(page, 'Patterns');
    await next(ines);
    for (const page of all) await arrive(page, 'Check-out');
    await ines.getByRole('button', { name: 'End meeting' }).click();
    await ines.getByRole('dialog').getByRole('button', { name: 'End meeting' }).click();
    for (const page of all) {
      await expect(page.getByRole('heading', { name: 'The meeting is over' })).toBeVisible();
    }
    await ines.goto(`/incidents/${INCIDENT}`);
    await expect(ines.getByText('never asked for more than a page').first()).toBeVisible();
  } finally {
    await server.stop();
  }
});

/** Everybody types into the root cause at once; in the middle the server dies and comes back. */
async function writeTogether(server: OwnServer, pages: Page[]) {
  const [ines, mika, dana] = pages as [Page, Page, Page];
  const typed = [GREEK, CYRILLIC, GEORGIAN].map((letters) => letters.repeat(3));
  const [greek, cyrillic, georgian] = typed as [string, string, string];
  const killed = (async () => {
    await expect(async () => {
      expect(lettersOf(await proseOf(ines, 'Root cause'), 'Cyrillic').length).toBeGreaterThan(10);
    }).toPass({ intervals: [50], timeout: 20_000 });
    await server.kill();
    await server.begin();
  })();
  await Promise.all([
    typeAtTheEnd(ines, 'Root cause', greek),
    typeAtTheEnd(mika, 'Root cause', cyrillic),
    typeAtTheEnd(dana, 'Root cause', georgian),
    killed,
  ]);
  await expect(async () => {
    const [first, ...others] = await Promise.all(pages.map((page) => proseOf(page, 'Root cause')));
    const text = first ?? '';
    expect(others).toEqual([text, text]);
    expect(lettersOf(text, 'Greek')).toBe(greek);
    expect(lettersOf(text, 'Cyrillic')).toBe(cyrillic);
    expect(lettersOf(text, 'Georgian')).toBe(georgian);
    expect(await stored(ines)).toBe(text);
  }).toPass({ timeout: 40_000 });
}

async function stored(page: Page): Promise<string> {
  const answer = await page.request.get(`/api/v1/incidents/${INCIDENT}`);
  const { postmortem } = (await answer.json()) as {
    postmortem: { sections: { key: string; text: string }[] };
  };
  return postmortem.sections.find(({ key }) => key === 'root_cause')?.text ?? '';
}
