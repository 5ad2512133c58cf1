/** The tabs above the list: those that are counted, then the views that everybody sees. */

import type { ListTab, View } from '$lib/api/shapes';
import type { Tab } from '$lib/components/Tabs.svelte';
import { listAddress } from '$lib/url-query';

export function listTabs(
  counted: ListTab[],
  views: View[],
  order: string,
  onview: (view: View) => void,
): Tab[] {
  const tabs: Tab[] = counted.map((tab) => ({ ...tab, href: listAddress(tab.query, order) }));
  for (const view of views) {
    const href = listAddress(view.query, view.order);
    // One that is a tab already is not shown twice.
    if (!view.shared || tabs.some((tab) => tab.href === href)) continue;
    tabs.push({ label: view.name, href, onclick: () => onview(view) });
  }
  return tabs;
}
