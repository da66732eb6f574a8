import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SuiteError } from '../core/errors.ts';
import { packageRoot } from '../core/package-root.ts';
import { editText, copyOfSpec } from './broken-spec.test-support.ts';
import { explainClause, explainIn } from './explain.ts';
import { loadSpec } from './load.ts';

const specDir = join(packageRoot, 'spec');
const spec = loadSpec(specDir);
const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('explainClause', () => {
  it('says of a derived MUST what is right, why, and where it comes from', () => {
    const text = flat(explainClause(specDir, 'NCSKE-ERR-1'));
    expect(text).toContain('NCSKE-ERR-1 MUST, derived');
    expect(text).toContain('size: any but 256 bytes');
    expect(text).toContain('expected hr: any failure code');
    expect(text).toContain('NCSKE-ERR-2 (SHOULD) narrows it');
    expect(text).toContain('"the key buffer must contain 256 bytes of data and must be encrypted"');
    expect(text).toContain('A2: DataSize is larger');
    expect(text).toMatch(/spec\/contract\/errors\.json, line [0-9]+/);
  });

  it('says it from the data: another bound is another explanation', () => {
    const folder = copyOfSpec();
    editText(folder, 'contract/variables.json', (text) => text.replace('"bound": 256', '"bound": 255'));
    expect(flat(explainClause(folder, 'NCSKE-ERR-1'))).toContain('size: any but 255 bytes');
  });

  it('names codes with their numbers', () => {
    expect(flat(explainIn(spec, 'NCSKE-ERR-4'))).toContain('E_INVALIDARG (0x80070057)');
  });

  it('says of an OPEN clause that it is not judged', () => {
    const text = flat(explainIn(spec, 'ncske-st-2'));
    expect(text).toContain('not judged');
    expect(text).toContain('also allowed hr: any failure code');
  });

  it('says of a caller that no driver is judged', () => {
    expect(flat(explainIn(spec, 'NCSKE-KX-8'))).toContain('no driver is judged by it');
  });

  it('says why something is not tested', () => {
    const text = flat(explainIn(spec, 'NCSKE-CERT-4'));
    expect(text).toContain('no case of this suite decides it');
    expect(text).toContain('not tested the roots');
  });

  it('says of a relation what is compared', () => {
    expect(flat(explainIn(spec, 'NCSKE-ERR-5'))).toContain(
      'hr: the same each time, over all cases of the run',
    );
  });

  it('says what is needed, and what a rule follows from', () => {
    const text = flat(explainIn(spec, 'NCSKE-OK-8'));
    expect(text).toContain('follows from NCSKE-OK-2');
    expect(text).toContain('needed a way to read the session key');
  });

  it('has words for every clause, in lines of 100 columns', () => {
    for (const { id, statement } of [...spec.contract.rules, ...spec.contract.relations]) {
      const text = explainIn(spec, id);
      expect(flat(text)).toContain(statement);
      expect(text).not.toMatch(/undefined|NaN|\[object/);
      for (const line of text.split('\n'))
        expect(line.length <= 100 || !line.trim().includes(' ')).toBe(true);
    }
  });

  it('asks back where an id is unknown', () => {
    const error = (() => {
      try {
        explainIn(spec, 'ERR-1');
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    })();
    expect(error).toBeInstanceOf(SuiteError);
    expect(error).toMatchObject({ code: 'SPEC_UNKNOWN_CLAUSE', status: 2 });
    expect((error as SuiteError).hint).toContain('NCSKE-ERR-1');
  });
});
