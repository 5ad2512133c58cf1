/** Who is signed in, as the shell needs to know it. The sign-in feature fills it. */

export interface SessionPerson {
  id: string;
  name: string;
  role?: string;
}

class Session {
  person = $state.raw<SessionPerson | null>(null);
  signOut = $state.raw<(() => void) | null>(null);
}

export const session = new Session();
