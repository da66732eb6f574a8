import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { event as validate } from '../generated/event.js';
import { contract, emulatorWith, fault, profile, runOn } from './gate.test-support.ts';
import { sentText } from '../4-judge/finding-text.ts';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import type { RunEvent } from '../5-report/ndjson.ts';

import { withText } from './conclude-run.ts';
import { EventLog } from './event-log.ts';
import { reportHead } from './build-report.ts';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'kexcts-events-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function eventsIn(path: string): RunEvent[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
}

it('has each event in the file when it has happened, and repeats what the whole run changed', async () => {
  const path = join(scratch, 'events.ndjson');
  const log = new EventLog(path);
  let written = 0;
  const adapter = emulatorWith(await fault('size-one-above'));
  const settings = { contract, profile, level: 'smoke', strict: false, seed: 1, adapter } as const;
  const reported = { ...settings, repeat: (id: string) => `npx kexcts replay ${id}` };
  const { result, report } = await runOn(
    adapter,
    {},
    {
      onStart: (beginning) => {
        log.begin(reportHead(reported, beginning), beginning.cases.length);
        expect(eventsIn(path)).toHaveLength(1);
      },
      onVerdict: (planned, _observation, verdict) => {
        log.verdict(withText(reported, () => sentText(planned), verdict));
        written += 1;
        if (written % 50 === 0) expect(eventsIn(path)).toHaveLength(1 + written);
      },
    },
  );
  log.end(report, result.verdicts);
  const events = eventsIn(path);
  for (const event of events) expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
  expect(events[0]).toMatchObject({ event: 'run', cases: written });
  expect(events.at(-1)).toMatchObject({ event: 'end', summary: report.summary, complete: true });
  expect(written).toBe(result.cases.length);
  // The last word on each case is its final verdict.
  const last = new Map<string, CaseVerdict>();
  for (const one of events) {
    if (one.event !== 'case') continue;
    const { event: _event, ...verdict } = one;
    last.set(verdict.case, verdict);
  }
  expect([...last.values()].sort(byCase)).toEqual(
    JSON.parse(JSON.stringify([...result.verdicts].sort(byCase))),
  );
  expect(report.findings.length).toBeGreaterThan(0);
});

function byCase(a: CaseVerdict, b: CaseVerdict): number {
  return a.case < b.case ? -1 : 1;
}
