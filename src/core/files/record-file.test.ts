import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshFolder } from '../../suite/gate.test-support.ts';
import { RecordFile, type RecordFormat } from './record-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await freshFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Numbered {
  readonly id: string;
  readonly n: number;
}

const header = '{"schema":"kexcts-test/1"}\n';

describe('RecordFile', () => {
  const file = (text: string, leaveOut?: RecordFormat['leaveOut']): RecordFile<Numbered> => {
    const path = join(folder, 'read.ndjson');
    writeFileSync(path, text);
    return new RecordFile<Numbered>(path, {
      schema: 'kexcts-test/1',
      name: 'id',
      check: (record) => (typeof (record as { n?: unknown }).n === 'number' ? undefined : 'expected "n"'),
      ...(leaveOut === undefined ? {} : { leaveOut }),
    });
  };

  it('finds records by their names, whichever way a line is written', () => {
    const records = file(`${header}{"id":"a","n":1}\n{ "n": 2, "id": "b\\u00e9" }\n{"id":"c","n":3}`);
    expect(records.header.schema).toBe('kexcts-test/1');
    expect(records.names()).toEqual(['a', 'bé', 'c']);
    expect(['c', 'a', 'bé', 'd'].map((name) => records.get(name)?.n)).toEqual([3, 1, 2, undefined]);
  });

  it('reads records that are longer than what is read ahead, in any order', () => {
    const long = 'x'.repeat(3_000_000);
    const names = ['a', 'b', 'c', 'd'];
    const lines = names.map((id, n) => `${JSON.stringify({ id, n, long: n % 2 === 0 ? long : '' })}\n`);
    const records = file(header + lines.join(''));
    for (const id of ['a', 'b', 'c', 'd', 'b', 'a']) {
      expect(records.get(id)).toMatchObject({ id, n: names.indexOf(id) });
    }
  });

  it('leaves out what an interrupted run left', () => {
    const torn = `${header}{"id":"a","n":1}\n{"id":"b",`;
    expect(file(torn, 'torn line').names()).toEqual(['a']);
    const garbled = file(`${header}{"id":"a","n":1}\n{"id":"b","n":\n\0\0\n{"id":"c","n":3}\n`, 'rest');
    expect(garbled.names()).toEqual(['a', 'b']);
    expect(garbled.get('b')).toBeUndefined();
  });

  it.each([
    ['', 'FILE_SCHEMA', 'an empty file'],
    ['{"schema":"other/1"}\n', 'FILE_SCHEMA', 'other/1'],
    ['null\n', 'FILE_SCHEMA', 'null'],
    [`${header}{"id":"a","n":1}\n{}\n`, 'FILE_LINE', 'read.ndjson:3: expected "n"'],
    [`${header}{"n":\n`, 'FILE_LINE', 'read.ndjson:2'],
  ])('refuses %j', (text, code, words) => {
    expect(() => file(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });

  it('refuses a record when it is asked for, with its line', () => {
    const records = file(`${header}{"id":"a","n":1}\n{"id":"b"}\n`);
    expect(records.get('a')).toEqual({ id: 'a', n: 1 });
    expect(() => records.get('b')).toThrow(
      expect.objectContaining({ code: 'FILE_LINE', message: expect.stringContaining('read.ndjson:3') }),
    );
    expect(
      () => new RecordFile(join(folder, 'none.ndjson'), { schema: '', name: '', check: () => '' }),
    ).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  });
});
