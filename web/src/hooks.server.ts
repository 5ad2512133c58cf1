/**
 * Runs while the one HTML page is built, never on a server: says which files the page asks for
 * before its styles are read. Of the fonts, those that every page sets its first lines in.
 */

import type { Handle } from '@sveltejs/kit';

const FIRST_FONTS = /\/(inter-latin|newsreader-latin|ibm-plex-mono-latin-400-normal)\.[^/]*$/;

export const handle: Handle = ({ event, resolve }) =>
  resolve(event, {
    preload: ({ type, path }) => (type === 'font' ? FIRST_FONTS.test(path) : type !== 'asset'),
  });
