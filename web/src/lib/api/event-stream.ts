/** Server-sent events that answer a request, which a browser's `EventSource` cannot send. */

/** What each event tells, as it comes. Names of events and comments are passed over. */
export async function* readEvents<Event>(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<Event, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const data = event.split('\n').flatMap((line) => {
          const told = /^data: ?(.*)$/.exec(line)?.[1];
          return told === undefined ? [] : [told];
        });
        if (data.length > 0) yield JSON.parse(data.join('\n')) as Event;
      }
    }
  } finally {
    // Whoever stops reading ends the request.
    await reader.cancel().catch(() => undefined);
  }
}
