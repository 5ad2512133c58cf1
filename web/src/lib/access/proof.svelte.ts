/** Showing once more who one is: a request that the server refused until then waits for it, and goes out again afterwards. */

class Proof {
  /** The dialog is open. */
  asking = $state(false);
  #waiting: ((proved: boolean) => void)[] = [];

  /** Opens the dialog; true once the person has shown who they are, false when they gave it up. */
  readonly ask = (): Promise<boolean> => {
    this.asking = true;
    return new Promise((resolve) => this.#waiting.push(resolve));
  };

  readonly settle = (proved: boolean): void => {
    this.asking = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(proved);
  };
}

export const proof = new Proof();

/** A storage event with this key says that another window has shown who this is. */
export const PROOF_NEWS = 'afterword-proof';

/** Tells the window that waits. */
export function tellProved(): void {
  try {
    localStorage.setItem(PROOF_NEWS, String(Date.now()));
  } catch {
    // Without storage the person says there that they are done.
  }
}

type Fetch = (request: Request) => Promise<Response>;

/** Sends a request, and once more when the server first wants to see who asks. */
export async function fetchWithProof(
  request: Request,
  send: Fetch = (sent) => fetch(sent),
  ask = proof.ask,
): Promise<Response> {
  // A body can be read once; what may go out again is kept.
  const again = request.clone();
  const response = await send(request);
  if (response.status !== 403 || !(await wantsProof(response.clone()))) return response;
  return (await ask()) ? send(again) : response;
}

async function wantsProof(response: Response): Promise<boolean> {
  try {
    const body: unknown = await response.json();
    return (
      typeof body === 'object' && body !== null && 'code' in body && body.code === 'sign_in_again'
    );
  } catch {
    return false;
  }
}
