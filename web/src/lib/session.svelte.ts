/** Who is signed in. The root layout asks once; signing in and out change it. */

import { api, expectOk } from './api/client';
import { connection } from './api/connection.svelte';
import { ApiError } from './api/problem';
import type { Person, SignedIn } from './api/shapes';
import { forgetSearches } from './components/search/recent-searches';
import { forgetAll } from './live/kept-copies';
import { unsaved } from './live/unsaved';
import { forgetMeetingKeys } from './meeting/meeting-key';
import { adoptZone } from './notices/requests';
import { workspace } from './workspace.svelte';

class Session {
  person = $state.raw<Person | null>(null);
  workspaceName = $state('');
  demo = $state(false);
  /** Nobody is signed in any more, but the page is still open and may hold what was typed. */
  ended = $state(false);
  /** Why nobody could be asked: the server was out of reach, say. */
  problem = $state.raw<ApiError | null>(null);

  readonly signOut = async (): Promise<void> => {
    const places = unsaved().join(', ');
    const question = `What you typed in ${places} is not saved yet. Sign out and give it up?`;
    if (places && !confirm(question)) return;
    const { provider_url } = await expectOk(api.DELETE('/api/v1/session'));
    forgetSearches();
    forgetMeetingKeys();
    await forgetAll();
    tellOtherTabs('out');
    // A page of its own: nothing that this person had open goes on under the next one's name.
    location.assign(provider_url ?? '/sign-in');
  };

  begin(signedIn: SignedIn): void {
    this.person = signedIn.person;
    this.workspaceName = signedIn.workspace;
    this.demo = signedIn.demo;
    this.problem = null;
    this.ended = false;
  }

  /** Signed in at the door or over a page that outlived its session. */
  entered(signedIn: SignedIn): void {
    const stranger = this.person !== null && this.person.id !== signedIn.person.id;
    this.begin(signedIn);
    tellOtherTabs('in');
    // Nothing of what one person had open is for the next one.
    if (stranger) location.reload();
    else connection.resume();
    void this.#isHere();
  }

  async #isHere(): Promise<void> {
    try {
      await adoptZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
    } catch (error) {
      // The next time they sign in, or when they say it in the settings.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** The server does not know the session any more: by its age, or a new password. */
  end(): void {
    if (this.person) this.ended = true;
  }

  /** Another tab signed out or in; they share the cookie. */
  async heard(news: string): Promise<void> {
    if (news.startsWith('out')) return this.end();
    try {
      const signedIn = await expectOk(api.GET('/api/v1/session'));
      if (signedIn.person.id !== this.person?.id) return location.reload();
      this.begin(signedIn);
      connection.resume();
    } catch (error) {
      // Then this tab asks for the password itself.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** May change incidents: everybody but those who only read. */
  get mayWrite(): boolean {
    return this.person !== null && this.person.role !== 'viewer';
  }

  clear(): void {
    this.person = null;
    this.ended = false;
    workspace.clear();
  }

  /** Whether somebody is signed in; asks the server the first time. */
  async check(): Promise<boolean> {
    if (this.person && workspace.loaded) return true;
    try {
      const asked = [expectOk(api.GET('/api/v1/session')), workspace.refresh()] as const;
      const [signedIn] = await Promise.all(asked);
      if (cameThroughProvider()) this.entered(signedIn);
      else this.begin(signedIn);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) return false;
      this.problem = error;
      return true;
    }
  }
}

export const session = new Session();

/** A storage event with this key is news of the session from another tab. */
export const SESSION_NEWS = 'afterword-session';

/** Somebody signed in or out in this window, and others are open. */
export function tellOtherTabs(news: 'in' | 'out'): void {
  try {
    // The same news twice would be no event.
    localStorage.setItem(SESSION_NEWS, `${news} ${Date.now()}`);
  } catch {
    // Without storage they hear of it from the server, with their next request.
  }
}

const AT_PROVIDER = 'afterword-at-provider';

/** Somebody leaves this page for a provider, and is signed in when they are back. */
export function leavesForProvider(): void {
  try {
    sessionStorage.setItem(AT_PROVIDER, '1');
  } catch {
    // Without storage the other tabs hear of it with their next request.
  }
}

function cameThroughProvider(): boolean {
  try {
    const came = sessionStorage.getItem(AT_PROVIDER) !== null;
    sessionStorage.removeItem(AT_PROVIDER);
    return came;
  } catch {
    return false;
  }
}

/** Pages that are for people who are not signed in. */
const OPEN_PAGES = ['/sign-in', '/setup', '/proved'];

export function needsSession(pathname: string): boolean {
  return !OPEN_PAGES.includes(pathname);
}

/** Where signing in leads back to. Only a place of our own, whatever the address says. */
export function placeAfterSignIn(url: URL): string {
  const next = url.searchParams.get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) && needsSession(next.split(/[?#]/)[0] ?? '') ? next : '/';
}

export function signInFor(url: URL): string {
  const here = url.pathname + url.search + url.hash;
  return here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`;
}
