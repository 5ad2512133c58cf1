/** What happens to an error that no page expected. */

import type { HandleClientError } from '@sveltejs/kit';

import { connection } from '$lib/api/connection.svelte';

/** Each browser says it in its own words. */
const PAGE_NOT_FETCHED = /dynamically imported module|module script|preload CSS/i;

export const handleError: HandleClientError = ({ error, status, message }) => {
  if (error instanceof Error && PAGE_NOT_FETCHED.test(error.message)) {
    // The next answer of the server shows the page; it may be a moment away.
    connection.lost();
    return { message: 'A part of the program could not be fetched.' };
  }
  return { message: status === 404 ? message : 'The program made a mistake.' };
};
