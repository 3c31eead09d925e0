import { expect, it } from 'vitest';
import { noAnswer, ownProblem, ProblemError } from '@/api/problems';
import { follow } from '@/api/stream';

type Opening = string[] | Error;

/** Follow a stream that opens so each time, and ends by itself after each; what was heard, said and waited for. */
async function following(openings: Opening[]) {
  const stop = new AbortController();
  const heard: string[] = [];
  const states: string[] = [];
  const waits: number[] = [];
  let opened = 0;
  await follow({
    open: async () => {
      const next = openings[opened++];
      if (next instanceof Error) throw next;
      return new ReadableStream<Uint8Array>({
        start(controller) {
          for (const part of next ?? []) controller.enqueue(new TextEncoder().encode(part));
          controller.close();
        },
      });
    },
    onEvent: ({ event, data }) => heard.push(`${event} ${data}`),
    onState: (state) => states.push(state),
    signal: stop.signal,
    wait: async (ms) => {
      waits.push(ms);
      if (opened >= openings.length) stop.abort();
    },
    random: () => 1,
  });
  return { heard, states, waits };
}

const silence = noAnswer('/api/v1/events');

it('events are heard whole however the network cuts them, and pings are not events', async () => {
  const { heard, states } = await following([
    ['event: cha', 'nged\ndata: {"a"', ':1}\n', '\n: ping\n\n', 'event: ready\ndata: {}\n\n'],
  ]);
  expect(heard).toEqual(['changed {"a":1}', 'ready {}']);
  expect(states).toEqual(['live']);
});

it('a character that the network cuts in two stays one', async () => {
  const stop = new AbortController();
  const bytes = new TextEncoder().encode('data: Fähre\n\n');
  const cut = bytes.indexOf(0xc3) + 1;
  const heard: string[] = [];
  await follow({
    open: async () =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.slice(0, cut));
          controller.enqueue(bytes.slice(cut));
          controller.close();
        },
      }),
    onEvent: ({ data }) => heard.push(data),
    onState: () => undefined,
    signal: stop.signal,
    wait: async () => stop.abort(),
  });
  expect(heard).toEqual(['Fähre']);
});

it('a stream that ended is opened again, later each time that nothing came, and soon again once something did', async () => {
  const event = ['event: ready\ndata: {}\n\n'];
  const { heard, waits, states } = await following([event, silence, silence, silence, event]);
  expect(heard).toHaveLength(2);
  expect(waits).toEqual([500, 1000, 2000, 4000, 500]);
  expect(states).toEqual(['live', 'away', 'away', 'away', 'live']);
});

it('no wait is longer than a quarter of a minute', async () => {
  const { waits } = await following(Array.from({ length: 12 }, () => silence));
  expect(Math.max(...waits)).toBe(15_000);
});

it('it comes back no sooner than the API asks for', async () => {
  const busy = new ProblemError({ ...silence.problem, type: 'urn:film-studio:problem:busy', status: 503 }, 30);
  expect((await following([busy])).waits).toEqual([30_000]);
});

it('who may not watch is told, and does not try again', async () => {
  const refused = ownProblem('urn:film-studio:problem:not-allowed', 'Not allowed', 'you may not');
  await expect(following([refused, ['data: never\n\n']])).rejects.toBe(refused);
});
