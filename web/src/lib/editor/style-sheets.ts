/**
 * Lets CodeMirror style itself under our content security policy. It writes its rules into a
 * <style> element, which the policy refuses; the same rules are put into constructed style sheets.
 * They stand in a layer below ours, so that a rule of ours needs no tricks to win.
 */

import { StyleModule } from 'style-mod';

const LAYER = 'packages';
const adopted = new Set<StyleModule>();

StyleModule.mount = (root, modules) => {
  for (const module of Array.isArray(modules) ? modules : [modules]) {
    if (adopted.has(module)) continue;
    adopted.add(module);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@layer ${LAYER} { ${module.getRules()} }`);
    root.adoptedStyleSheets.push(sheet);
  }
};
