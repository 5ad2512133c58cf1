/** What the workspace has set for its meetings. */

import type { MeetingSettings } from '$lib/api/planning-shapes';
import { workspace } from '$lib/workspace.svelte';

export const STEP_MINUTES = [5, 10, 30, 10, 10, 10, 10, 5];

export function meetingSettings(): MeetingSettings {
  const settings = workspace.current?.settings as { meeting?: MeetingSettings } | undefined;
  return settings?.meeting ?? { anonymous: false, step_minutes: STEP_MINUTES };
}
