import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeCachePath, loadScript } from './load-script.ts';

let scratch: string;
let folders = 0;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'kexcts-script-'));
});
afterEach(() => {
  rmSync(scratch, { recursive: true });
});

const text = (answer: string): string =>
  `(function (require, module, url) { module.exports = { entries: [url, require('node:path').sep, '${answer}'] }; })`;
/** A folder with a script: each time a new one, as V8 remembers what it compiled by its place. */
const folderWith = (answer: string): string => {
  folders += 1;
  const folder = join(scratch, String(folders));
  mkdirSync(folder);
  writeFileSync(join(folder, 'kexcts-script.js'), text(answer));
  return folder;
};
/** What the script gives, and whether V8 rejected compiled code; undefined where there was none. */
const load = (folder: string): [answer: unknown, rejected: boolean | undefined] => {
  const { entries, script } = loadScript(folder);
  return [(entries as unknown as unknown[])[2], script.cachedDataRejected];
};
const loadWithCode = (answer: string, code: Buffer): ReturnType<typeof load> => {
  const folder = folderWith(answer);
  writeFileSync(codeCachePath(folder), code);
  return load(folder);
};

describe('the script', () => {
  it('has its own address, and may ask for modules', () => {
    const folder = folderWith('one');
    const [url, separator] = loadScript(folder).entries as unknown as string[];
    expect(url).toBe(pathToFileURL(join(folder, 'kexcts-script.js')).href);
    expect(separator).toBe(sep);
  });

  it('is compiled where no compiled code is there, or none that can be read', () => {
    expect(load(folderWith('one'))).toEqual(['one', undefined]);
    const folder = folderWith('one');
    mkdirSync(codeCachePath(folder));
    expect(load(folder)).toEqual(['one', undefined]);
  });

  it('takes compiled code, but none that is cut off, another text, or of another script', () => {
    const code = loadScript(folderWith('one')).script.createCachedData();
    expect(loadWithCode('one', code)).toEqual(['one', false]);
    for (const bytes of [code.subarray(0, -8), code.subarray(0, 20), Buffer.alloc(0), Buffer.from('no code')])
      expect(loadWithCode('one', bytes)).toEqual(['one', true]);
    expect(loadWithCode('another', code)).toEqual(['another', true]);
  });
});
