/** How large the meeting is shown in this browser: a projector is read from the last row. */

const KEY = 'afterword-meeting-scale';

export const SCALES = [100, 115, 130, 140] as const;
export type Scale = (typeof SCALES)[number];

class PresenterScale {
  percent = $state<Scale>(saved());

  choose(percent: Scale): void {
    this.percent = percent;
    try {
      localStorage.setItem(KEY, String(percent));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
}

function saved(): Scale {
  try {
    return scaleOf(localStorage.getItem(KEY));
  } catch {
    return 100;
  }
}

/** One of the four, whatever was kept. */
export function scaleOf(text: string | null): Scale {
  return SCALES.find((scale) => String(scale) === text) ?? 100;
}

export const presenterScale = new PresenterScale();
