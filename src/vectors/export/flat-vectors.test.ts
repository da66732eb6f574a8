// What is exported: filters, and that every language holds every vector.
import { describe, expect, test } from 'vitest';
import { SuiteError } from '../../core/errors.ts';
import { readVectorFiles } from '../read-files.ts';
import { flattenVectors } from './flat-vectors.ts';
import { exportFiles } from './exporter.ts';
import { exporters } from './languages.ts';
import { exporterFor } from './write-export.ts';

const files = readVectorFiles();
const all = flattenVectors(files);

describe('filters', () => {
  test('by flag, by profile and by clause', () => {
    const flagged = flattenVectors(files, { flag: 'InvalidPadding' }).vectors;
    expect(flagged.length).toBeGreaterThan(0);
    expect(flagged.every((one) => one.flags.includes('InvalidPadding'))).toBe(true);
    const sha1 = flattenVectors(files, { profile: 'oaep-sha1' }).vectors;
    expect(new Set(sha1.map((one) => one.hash))).toEqual(new Set(['SHA-1']));
    const opm = flattenVectors(files, { clause: 'NCSKE-OPM-*' }).vectors;
    expect(opm.every((one) => one.kind === 'opm')).toBe(true);
    expect(flagged.length + sha1.length).toBeLessThan(all.vectors.length);
  });
  test('that leave nothing are an error', () => {
    expect(() => flattenVectors(files, { flag: 'Nonsense' })).toThrow(SuiteError);
  });
});

test.each(exporters)('$language holds every vector by its id and bytes', (exporter) => {
  const text = exportFiles(exporter, all)
    .map((file) => file.text)
    .join('\n')
    // C has arrays of bytes.
    .replaceAll(/(?:, )?0x/g, '');
  for (const { id, data } of all.vectors) {
    expect(text.includes(id), id).toBe(true);
    expect(text.includes(data), id).toBe(true);
  }
});

test('an unknown language is an error that names those there are', () => {
  expect(() => exporterFor('cobol')).toThrow(/expected a language/);
});
