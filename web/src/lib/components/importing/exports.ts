/** The programs whose exports can be imported, and what their files are. */

import type { operations } from '$lib/api/schema';

export interface Exported {
  format: operations['pull_files']['parameters']['query']['format'];
  label: string;
  lede: string;
  /** Where the files are had. */
  note: string;
}

const ONCE = ' Files that are imported again change nothing.';

export const exports: Exported[] = [
  {
    format: 'slack_export',
    label: 'Slack',
    lede: 'Drop the unpacked folder of a Slack export here.',
    note: `The folder has users.json, channels.json and a folder for each channel. Messages are offered to the incident that their channel is named after, such as inc-57-checkout; of a channel that a rule of the settings gives a service, to that service’s incidents of their time. Those of other channels are kept, and offered to the incident that you bring their channel to by its link. Direct messages are left alone.${ONCE}`,
  },
  {
    format: 'statuspage',
    label: 'Statuspage',
    lede: 'Drop the incidents of a status page here.',
    note: `What /api/v2/incidents.json of the page answers, saved as a file.${ONCE}`,
  },
  {
    format: 'pagerduty',
    label: 'PagerDuty',
    lede: 'Drop log entries of PagerDuty here.',
    note: `What /log_entries or /incidents/…/log_entries of its API answers, saved as files.${ONCE}`,
  },
  {
    format: 'opsgenie',
    label: 'Opsgenie',
    lede: 'Drop an alert of Opsgenie and its logs here.',
    note: `What /v2/alerts/… and /v2/alerts/…/logs of its API answer, saved as files, those of one alert at a time.${ONCE}`,
  },
];

export function exportNamed(format: string | null): Exported | undefined {
  return exports.find((one) => one.format === format);
}
