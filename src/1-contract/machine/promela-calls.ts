// The calls on each object in Promela's words: when they can be made, and what they do to its state beside its key.
import type { Bounds } from './machine.ts';
import { otherSessions, previousCalls } from './object.ts';
import { outputCalls, outputStates, setCall } from './output.ts';
import type { Call } from './promela-options.ts';
import { devices, negotiations, refreshes, sessionAlways, uses } from './session.ts';

/** The calls on the session at an index. */
export function sessionCallsOf(at: number, { sessions }: Bounds): Call[] {
  const contexts = [false, true].flatMap((set) =>
    refreshes.flatMap((refresh, refreshAt) =>
      previousCalls.flatMap((previousCall) =>
        otherSessions.map((otherSession) => ({
          fixed: { ...sessionAlways, sessionKey: set ? 'set' : 'none', refresh, previousCall, otherSession },
          guards: [
            `accepted[${at}] == ${Number(set)}`,
            `refresh[${at}] == ${refreshAt}`,
            previous(at, previousCall),
            others(at, sessions, otherSession),
          ],
          random: refresh !== 'idle',
        })),
      ),
    ),
  );
  const live = `device[${at}] != 0`;
  const here = at + 1;
  const called = (call: string, deed: Call['deed'], effect: Call['effect']): Call => ({
    call,
    deed,
    contexts,
    guard: live,
    effect,
  });
  return [
    ...Array.from({ length: devices }, (_, device): Call => ({
      call: 'CreateCryptoSession',
      deed: 'create',
      contexts: [{ fixed: sessionAlways, guards: [], random: false }],
      guard: `device[${at}] == 0`,
      effect: (result) => (result === 'failure' ? [] : [`device[${at}] = ${device + 1}`]),
    })),
    ...negotiations.map((call) =>
      called(call, 'negotiate', (result, mustFail) => [
        ...(result === 'failure'
          ? []
          : [
              `accepted[${at}] = 1`,
              `refresh[${at}] = (refresh[${at}] == 0 -> 0 : ${refreshes.indexOf('overtaken')})`,
            ]),
        `refused = ${mustFail ? here : 0}`,
      ]),
    ),
    called('StartSessionKeyRefresh', 'start', () => [
      `refresh[${at}] = (refresh[${at}] == 0 -> ${refreshes.indexOf('pending')} : ${refreshes.indexOf('overtaken')})`,
    ]),
    called('FinishSessionKeyRefresh', 'finish', () => [`refresh[${at}] = ${refreshes.indexOf('idle')}`]),
    ...uses.map((call) => called(call, 'use', () => [])),
    called('DestroyCryptoSession', 'destroy', () => [
      `device[${at}] = 0`,
      `accepted[${at}] = 0`,
      `refresh[${at}] = 0`,
      `refused = (refused == ${here} -> ${sessions + 1} : refused)`,
    ]),
  ];
}

function previous(at: number, value: (typeof previousCalls)[number]): string {
  if (value === 'none') return 'refused == 0';
  return value === 'refused-here' ? `refused == ${at + 1}` : `refused != 0 && refused != ${at + 1}`;
}

function others(at: number, sessions: number, value: (typeof otherSessions)[number]): string {
  const beside = Array.from({ length: sessions }, (_, index) => index).filter((index) => index !== at);
  const any = (what: (index: number) => string): string =>
    beside.length === 0 ? 'false' : `(${beside.map(what).join(' || ')})`;
  const there = any((index) => `device[${index}] == device[${at}]`);
  const keyed = any((index) => `device[${index}] == device[${at}] && accepted[${index}] == 1`);
  if (value === 'absent') return `!${there}`;
  return value === 'keyed' ? keyed : `${there} && !${keyed}`;
}

/** The calls on the output at an index. */
export function outputCallsOf(at: number): Call[] {
  const [create, destroy, readRandom, , information] = outputCalls;
  const contexts = outputStates.map((name, index) => ({
    fixed: { output: name },
    guards: [`output[${at}] == ${index + 1}`],
    random: false,
  }));
  const live = `output[${at}] != 0`;
  const numbered = (name: (typeof outputStates)[number]): number => outputStates.indexOf(name) + 1;
  return [
    {
      call: create ?? '',
      deed: 'create',
      contexts: [{ fixed: {}, guards: [], random: false }],
      guard: `output[${at}] == 0`,
      effect: () => [`output[${at}] = ${numbered('no-random')}`],
    },
    {
      call: readRandom ?? '',
      deed: 'use',
      contexts: contexts.slice(0, 1),
      guard: `output[${at}] == ${numbered('no-random')}`,
      effect: (result) => (result === 'failure' ? [] : [`output[${at}] = ${numbered('ready')}`]),
    },
    {
      call: setCall,
      deed: 'negotiate',
      contexts,
      guard: live,
      effect: (result) =>
        result === 'failure'
          ? [
              `output[${at}] = (output[${at}] == ${numbered('ready')} -> ${numbered('refused')} : output[${at}])`,
            ]
          : [`output[${at}] = ${numbered('keyed')}`],
    },
    { call: information ?? '', deed: 'use', contexts, guard: live, effect: () => [] },
    { call: destroy ?? '', deed: 'destroy', contexts, guard: live, effect: () => [`output[${at}] = 0`] },
  ];
}
