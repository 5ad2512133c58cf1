// A meeting from its plan to its minutes: by keyboard, by two people, alone, and without names.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { found, levels } from "./steps/axe.ts";
import {
  agenda,
  current,
  leaveTheFields,
  planWithoutNames,
  putOffTheRest,
  start,
  stepOnTheServer,
} from "./steps/meeting.ts";
import { OwnServer } from "./steps/own-server.ts";
import { settled, sizes } from "./steps/pages.ts";
import {
  arrive,
  enter,
  next,
  note,
  say,
  writeInSilence,
} from "./steps/together.ts";

const INCIDENT = "INC-58";
let server: OwnServer;
let ines: Page;

test.beforeEach(async ({ browser }) => {
  server = await OwnServer.start();
  ines = await server.demo(browser);
});

test.afterEach(() => server.stop());

test("the keyboard leads through all eight steps, and everybody can read each", async () => {
  test.setTimeout(120_000);
  await start(ines, INCIDENT);
  await say(ines, "steady");
  await expect(ines.getByText("steady").first()).toBeVisible();
  await readable(ines);

  await leaveTheFields(ines);
  await ines.keyboard.press("ArrowRight");
  await arrive(ines, "Open actions of earlier post-mortems");
  const first = await current(ines).getByRole("heading").innerText();
  await ines.keyboard.press("ArrowRight");
  await expect(ines.getByRole("alert")).toContainText("no outcome yet");
  await ines.keyboard.press("d");
  await expect(
    ines.getByRole("article").filter({ hasText: first }).first(),
  ).toContainText("Done");
  await expect(current(ines)).not.toContainText(first);
  await readable(ines);
  await putOffTheRest(ines, "Their teams are not here");

  await arrive(ines, "Timeline");
  await leaveTheFields(ines);
  await ines.keyboard.press("ArrowDown");
  await ines.keyboard.press("ArrowDown");
  await ines.keyboard.press("a");
  const question = ines.getByRole("textbox", { name: "Question" });
  await expect(question).toBeFocused();
  await question.fill("Who saw it first?");
  await question.press("Enter");
  await expect(current(ines)).toContainText("Who saw it first?");
  await note(ines, "/factor Nobody watches the slowest list");
  await readable(ines);

  await leaveTheFields(ines);
  await ines.keyboard.press("ArrowRight");
  await arrive(ines, "Why");
  await ines.keyboard.press("ArrowDown");
  await expect(current(ines)).toBeVisible();
  await expect(
    ines.getByRole("region", { name: "Contributing factors" }),
  ).toContainText("Nobody watches the slowest list");
  await readable(ines);

  await ines.keyboard.press("ArrowRight");
  await arrive(ines, "Four questions");
  await writeInSilence(ines, "What helped us?", "The runbook named the table.");
  await readable(ines);
  await leaveTheFields(ines);
  await ines.keyboard.press("s");
  await expect(ines.getByText("shown together").first()).toBeVisible();

  await note(ines, "/action Bound every list to a page");
  await leaveTheFields(ines);
  await ines.keyboard.press("ArrowRight");
  await arrive(ines, "Choose at most three");
  await expect(current(ines)).toContainText("Bound every list");
  await ines.keyboard.press("v");
  await expect(ines.getByText("3 of your 3 votes left")).toBeVisible();
  await ines.keyboard.press("v");
  await expect(ines.getByText("2 of your 3 votes left")).toBeVisible();
  await ines.getByRole("button", { name: "Close voting" }).click();
  await expect(ines.getByText("voting closed")).toBeVisible();
  const slot = ines.getByRole("region", { name: "Slot 1" });
  await ines.keyboard.press("1");
  await expect(slot).toContainText("Bound every list to a page");
  await readable(ines);
  await ines.keyboard.press("0");
  await expect(slot).toContainText("Empty");

  await ines.keyboard.press("ArrowRight");
  await arrive(ines, "Patterns");
  await expect(
    ines.getByRole("heading", { name: "Factors of this incident" }),
  ).toBeVisible();
  await readable(ines);
  await ines.keyboard.press("ArrowRight");
  await arrive(ines, "Check-out");
  await readable(ines);
  await ines.getByRole("button", { name: "End meeting" }).click();
  await ines
    .getByRole("dialog")
    .getByRole("button", { name: "End meeting" })
    .click();
  await arrive(ines, "The meeting is over");
  await expect(ines.getByText("1 contributing factor added")).toBeVisible();
  await expect(ines.getByText(/^Held on/)).toBeVisible();
  await readable(ines);
});

test("a page follows whoever leads, looks around alone, and comes back", async ({
  browser,
}) => {
  const mika = await server.person(browser, ines, "Mika");
  await enter(mika, INCIDENT);
  await arrive(mika, "Before the meeting");
  await start(ines, INCIDENT);
  await arrive(mika, "Check-in");

  await agenda(mika).getByRole("button", { name: "Patterns" }).click();
  await arrive(mika, "Patterns");
  await agenda(ines).getByRole("button", { name: "Open actions" }).click();
  await expect(
    agenda(mika).getByRole("listitem").filter({ hasText: "Open actions" }),
  ).toHaveAttribute("aria-current", "step");
  await mika.reload();
  await arrive(mika, "Patterns");
  await mika.getByRole("button", { name: "Follow Ines" }).click();
  await arrive(mika, "Open actions of earlier post-mortems");

  await leaveTheFields(ines);
  await ines.keyboard.press("ArrowDown");
  await ines.keyboard.press("ArrowDown");
  const third = await current(ines).getByRole("heading").innerText();
  await expect(current(mika)).toContainText(third);

  // A second facilitator goes on where the first one was, also after a reload.
  await mika.getByRole("button", { name: "Take over" }).click();
  await expect(ines.getByRole("button", { name: "Take over" })).toBeVisible();
  await mika.reload();
  await expect(current(mika)).toContainText(third);
  await putOffTheRest(mika, "Not today");
  await arrive(ines, "Timeline");
  expect(await stepOnTheServer(ines, INCIDENT)).toBe("timeline");
});

test("whoever is not to lead starts it in their place after a word", async ({
  browser,
}) => {
  const mika = await server.person(browser, ines, "Mika");
  await enter(mika, INCIDENT);
  await mika.getByRole("button", { name: "Start the meeting" }).click();
  const asked = mika.getByRole("dialog", { name: "Start in Ines’s place?" });
  await asked.getByRole("button", { name: "Wait for Ines" }).click();
  await arrive(mika, "Before the meeting");
  await mika.getByRole("button", { name: "Start the meeting" }).click();
  await asked.getByRole("button", { name: "Start it" }).click();
  await arrive(mika, "Check-in");
  await expect(mika.getByRole("button", { name: "Hand over" })).toBeVisible();
});

test("steps are left out with a word, which stands on the agenda", async () => {
  await start(ines, INCIDENT);
  await ines.getByRole("button", { name: "Skip this step" }).click();
  const why = ines.getByRole("dialog", { name: "Skip “Check-in”?" });
  await why.getByRole("textbox", { name: "Why?" }).fill("we have just met");
  await why.getByRole("button", { name: "Skip" }).click();
  await arrive(ines, "Open actions of earlier post-mortems");
  await expect(agenda(ines)).toContainText("skipped: we have just met");
});

test("alone it takes ten minutes, with nobody to follow and nothing to vote on", async () => {
  await enter(ines, INCIDENT);
  await ines.getByRole("button", { name: "Alone, in ten minutes" }).click();
  await arrive(ines, "Check-in");
  await expect(ines.getByText("of 10 min")).toBeVisible();
  await expect(ines.getByRole("heading", { name: "Present" })).toBeHidden();
  await leaveTheFields(ines);
  await ines.keyboard.press("ArrowRight");
  await arrive(ines, "Open actions of earlier post-mortems");
  await putOffTheRest(ines, "Not alone");
  await arrive(ines, "Timeline");
});

test("without names nobody is told who said what, but everybody finds their own", async ({
  browser,
}) => {
  const mika = await server.person(browser, ines, "Mika");
  await planWithoutNames(ines, INCIDENT);
  await start(ines, INCIDENT);
  await enter(mika, INCIDENT);
  await arrive(mika, "Check-in");
  await say(mika, "worn out");
  const words = ines.getByRole("list", { name: "Words without a name" });
  await expect(words).toContainText("worn out");
  await expect(ines.getByRole("main")).not.toContainText("Mika");
  await mika.reload();
  await expect(mika.getByLabel("How do you arrive?")).toHaveValue("worn out");
});

test("on a phone every step fits, and its buttons do what keys do elsewhere", async () => {
  test.setTimeout(120_000);
  await ines.setViewportSize(sizes.narrow);
  await start(ines, INCIDENT);
  await note(ines, "/action Bound every list to a page");
  for (const step of [
    "Check-in",
    "Open actions of earlier post-mortems",
    "Timeline",
    "Why",
    "Four questions",
    "Choose at most three",
    "Patterns",
    "Check-out",
  ]) {
    await arrive(ines, step);
    await settled(ines);
    const beyond = await ines.evaluate(
      () =>
        document.documentElement.scrollWidth -
        document.documentElement.clientWidth,
    );
    expect(
      beyond,
      `pixels beyond the right edge in ${step}`,
    ).toBeLessThanOrEqual(0);
    await readable(ines);
    if (step === "Timeline") {
      const before = await current(ines).innerText();
      await ines.getByRole("button", { name: "Next entry" }).click();
      await expect(current(ines)).not.toHaveText(before);
    }
    if (step.startsWith("Open")) await putOffTheRest(ines, "Not on a phone");
    else if (step !== "Check-out") await next(ines);
  }
});

test("on a projector it is shown larger, and stays so", async () => {
  await enter(ines, INCIDENT);
  const heading = ines.getByRole("heading", { name: "Before the meeting" });
  const before = (await heading.boundingBox())?.height ?? 0;
  await ines.getByLabel("Size on this screen").selectOption("140%");
  await expect(async () => {
    expect((await heading.boundingBox())?.height).toBeCloseTo(before * 1.4, 0);
  }).toPass();
  await ines.reload();
  await expect(ines.getByLabel("Size on this screen")).toHaveValue("140");
});

/** Measured as tall as the page is, so that nothing lies below the bar at the foot. */
async function readable(page: Page) {
  const size = page.viewportSize() ?? sizes.wide;
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...size, height: Math.max(whole, size.height) });
  for (const colorScheme of ["dark", "light"] as const) {
    // Nothing is caught while it changes its colour.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const faults = await new AxeBuilder({ page }).withTags(levels).analyze();
    expect(found(faults), `in ${colorScheme}`).toEqual([]);
  }
  await page.setViewportSize(size);
}
