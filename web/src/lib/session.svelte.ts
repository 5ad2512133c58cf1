/** Who is signed in. The root layout asks once; signing in and out change it. */

import { goto } from '$app/navigation';

import { api, expectOk } from './api/client';
import { ApiError } from './api/problem';
import type { Person, SignedIn } from './api/shapes';
import { workspace } from './workspace.svelte';

class Session {
  person = $state.raw<Person | null>(null);
  workspaceName = $state('');
  demo = $state(false);
  /** Why nobody could be asked: the server was out of reach, say. */
  problem = $state.raw<ApiError | null>(null);

  readonly signOut = async (): Promise<void> => {
    await expectOk(api.DELETE('/api/v1/session'));
    this.clear();
    await goto('/sign-in');
  };

  begin(signedIn: SignedIn): void {
    this.person = signedIn.person;
    this.workspaceName = signedIn.workspace;
    this.demo = signedIn.demo;
    this.problem = null;
  }

  clear(): void {
    this.person = null;
    workspace.clear();
  }

  /** Whether somebody is signed in; asks the server the first time. */
  async check(): Promise<boolean> {
    if (this.person && workspace.loaded) return true;
    try {
      this.begin(await expectOk(api.GET('/api/v1/session')));
      await workspace.refresh();
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

/** Pages that are for people who are not signed in. */
const OPEN_PAGES = ['/sign-in', '/setup'];

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
