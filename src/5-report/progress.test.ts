import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { hostileTexts } from './fixture.ts';
import { Progress } from './progress.ts';

function setUp(total: number, isTerminal: boolean, columns = 80) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const progress = new Progress({
    write: (text) => written.push(text),
    isTerminal,
    columns: () => columns,
    now: () => clock.ms,
    total,
  });
  return { written, clock, progress };
}

test('elsewhere than on a terminal: a plain line every tenth', () => {
  const { written, clock, progress } = setUp(250, false);
  for (let done = 0; done < 250; done += 1) {
    clock.ms += 10;
    progress.advance('encoding', done === 30);
  }
  progress.end();
  expect(written).toHaveLength(10);
  expect(written[0]).toBe('kexcts: 10 % (25 of 250 cases), 0 findings, 0.3 s\n');
  expect(written[1]).toBe('kexcts: 20 % (50 of 250 cases), 1 finding, 0.5 s\n');
  expect(written[9]).toBe('kexcts: 100 % (250 of 250 cases), 1 finding, 2.5 s\n');
});

test('fewer cases than tenths: a line each', () => {
  const { written, progress } = setUp(3, false);
  for (let done = 0; done < 3; done += 1) progress.advance('size', false);
  expect(written.map((line) => line.slice(0, 13))).toEqual([
    'kexcts: 30 % ',
    'kexcts: 60 % ',
    'kexcts: 100 %',
  ]);
});

test('on a terminal: one live line, redrawn at most ten times a second', () => {
  const { written, clock, progress } = setUp(2_000, true, 100);
  for (let done = 0; done < 1_000; done += 1) {
    clock.ms += 1;
    progress.advance('encoding: PS wrong in one byte', done % 100 === 99);
  }
  expect(written.length).toBeGreaterThan(8);
  expect(written.length).toBeLessThanOrEqual(11);
  for (const text of written) {
    expect(text.startsWith('\r\u001b[2K')).toBe(true);
    expect(text).not.toContain('\n');
  }
  expect(stripVTControlCharacters(written.at(-1) ?? '')).toMatch(
    /^\r 45 % {2}901\/2,000 {2}1,000\/s {2}9 findings {2}0:02 left {2}encoding: PS wrong in one byte$/,
  );
  progress.end();
  expect(written.at(-1)).toBe('\r\u001b[2K');
});

test('the rate follows what happens now, not the start', () => {
  const { written, clock, progress } = setUp(100_000, true, 200);
  for (let done = 0; done < 10_000; done += 1) {
    clock.ms += 1;
    progress.advance('fast', false);
  }
  for (let done = 0; done < 100; done += 1) {
    clock.ms += 100;
    progress.advance('slow', false);
  }
  const line = written.at(-1) ?? '';
  expect(line).toContain('  10/s  ');
  expect(line).toContain('2:29:50 left');
});

test('the last case is always drawn, and a note stands above the line', () => {
  const { written, progress } = setUp(2, true);
  progress.advance('one', false);
  progress.advance('two', true);
  expect(written.at(-1)).toContain('100 %');
  progress.note('worker 2 was started anew');
  expect(written.slice(-2)).toEqual(['\r\u001b[2K', 'worker 2 was started anew\n']);
  progress.end();
  expect(written.at(-1)).toBe('worker 2 was started anew\n');
});

test('hostile names neither steer nor break the line', () => {
  for (const what of [...Object.values(hostileTexts), '漢字'.repeat(100)]) {
    for (const columns of [20, 80]) {
      const { written, progress } = setUp(10, true, columns);
      progress.advance(what, false);
      const shown = (written[0] ?? '').replace('\r\u001b[2K', '');
      expect(stringWidth(shown)).toBeLessThan(columns);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }
  }
});

test('a terminal that does not report its width is treated as a usual one', () => {
  const { written, progress } = setUp(2_000, true, 0);
  progress.advance('encoding', false);
  expect(stripVTControlCharacters(written[0] ?? '')).toContain('1/2,000');
});

test('behind the last case: a live line that counts what is sent for failures, elsewhere a line for each kind', () => {
  const live = setUp(1, true);
  for (let sent = 0; sent < 30; sent += 1) {
    live.clock.ms += 10;
    live.progress.again('failures are tried again');
  }
  expect(live.written.map(stripVTControlCharacters)).toEqual([
    '\rfailures are tried again  1',
    '\rfailures are tried again  11',
    '\rfailures are tried again  21',
  ]);
  live.progress.end();
  expect(live.written.at(-1)).toBe('\r\u001b[2K');
  const plain = setUp(1, false);
  for (const what of ['failures are tried again', 'failures are tried again', 'findings are made simpler']) {
    plain.progress.again(what);
  }
  expect(plain.written).toEqual([
    'kexcts: failures are tried again\n',
    'kexcts: findings are made simpler\n',
  ]);
});
