/** Sending a file with its progress, which `fetch` does not tell. */

import { connection } from './connection.svelte';
import type { IncidentView } from './incident-shapes';
import { ApiError, toProblem, unreachable } from './problem';

/** The largest file that the server takes, in bytes. */
export const FILE_MAX = 25 * 1024 * 1024;

interface Entry {
  reference: string;
  event: number;
}

/** `onprogress` is told the share that is on its way, 0 to 1. Throws an `ApiError`. */
export function attachFile(
  { reference, event }: Entry,
  file: File,
  onprogress: (share: number) => void,
): Promise<IncidentView> {
  const name = encodeURIComponent(file.name);
  const path = `/api/v1/incidents/${reference}/timeline/${event}/files?name=${name}`;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => onprogress(total > 0 ? loaded / total : 0);
    request.onerror = () => {
      connection.lost();
      reject(unreachable());
    };
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as IncidentView);
      else reject(new ApiError(toProblem(body, request.status)));
    };
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
