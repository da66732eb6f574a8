// verdicts.ndjson, read line by line.
import { reasonOf, SuiteError } from '../core/errors.ts';
import { ByBytes } from '../core/files/by-bytes.ts';
import { linesOf } from '../core/files/lines.ts';
import { verdict as validateVerdict } from '../generated/verdict.js';
import type { CaseVerdict } from '../4-judge/verdict.ts';
import { SharedParts } from './shared-parts.ts';

/** Makes the error of a place in a file and what is wrong there. */
type Fail = (where: string, what: string) => SuiteError;

/** What distinguishes a case from others. */
type Head = Pick<CaseVerdict, 'case' | 'kind' | 'property' | 'title'>;
/** What came of a case. */
type Rest = Omit<CaseVerdict, keyof Head>;

/** Begins what came of a case; inside of a string its quotes would be escaped. */
const restBegins = Buffer.from(',"verdict":"');
/** So it begins where it has no text. */
const passBegins = ',"verdict":"pass"';
/** Begins its text, which contains the id of the case, and so equals no other. */
const textBegins = Buffer.from(',"text":{');

/** What verdicts lack where a part of them is looked at by itself. */
const anyHead: Head = { case: 'aaaaaaaaaaaaaaaa' as Head['case'], kind: 'random', property: '', title: '' };
const anyRest = { verdict: 'skip', clauses: [], steps: [], reason: '' };
const anyText = { text: { expected: '', got: '', sent: '', repeat: '' } };

/**
 * Reads the verdicts of one run, or of several that are held in memory together. What came of a case came of many others,
 * too: it is parsed, checked and kept once.
 */
export class VerdictReader {
  private readonly shared = new SharedParts();
  /** The other members of cases without text, and of those with text. */
  private readonly rests = { withoutText: new ByBytes<Rest>(), withText: new ByBytes<Rest>() };

  /** @throws what `fail` makes, where the file cannot be read, a line is no verdict, or the last one is cut off. */
  read(file: string, fail: Fail): CaseVerdict[] {
    const verdicts: CaseVerdict[] = [];
    try {
      for (const { bytes, whole } of linesOf(file)) {
        if (!whole) throw fail(file, 'its last line is cut off');
        const where = `${file}:${verdicts.length + 1}`;
        verdicts.push(this.verdictIn(bytes, (what) => fail(where, what)));
      }
    } catch (error) {
      throw error instanceof SuiteError ? error : fail(file, reasonOf(error));
    }
    return verdicts;
  }

  /** A verdict from elsewhere, made of the parts of those that were read. */
  share(verdict: CaseVerdict): CaseVerdict {
    return this.shared.verdict(verdict);
  }

  private verdictIn(line: Buffer, fail: (what: string) => SuiteError): CaseVerdict {
    return this.inParts(line, fail) ?? this.inOne(line.toString('utf8'), fail);
  }

  private inOne(line: string, fail: (what: string) => SuiteError): CaseVerdict {
    const verdict = parse(line, fail);
    check(verdict, fail);
    return this.shared.verdict(verdict as CaseVerdict);
  }

  /** Undefined where the parts, or members in them, stand in another order than ours. */
  private inParts(line: Buffer, fail: (what: string) => SuiteError): CaseVerdict | undefined {
    const cut = line.indexOf(restBegins);
    if (cut < 0) return undefined;
    const isPass = line.toString('latin1', cut, cut + passBegins.length) === passBegins;
    const end = isPass ? -1 : line.indexOf(textBegins, cut);
    const rest = this.restIn(line.subarray(cut + 1, end < 0 ? line.length : end), end >= 0);
    const text = end < 0 ? {} : objectIn(`{${line.toString('utf8', end + 1)}`);
    const head = objectIn(`${line.toString('utf8', 0, cut)}}`);
    if (rest === undefined || text === undefined || head === undefined) return undefined;
    const { case: id, kind, property, title } = head;
    if (Object.keys(head).length !== Object.keys(anyHead).length) return undefined;
    check({ case: id, kind, property, title, ...anyRest, ...text }, fail);
    // Into the object that was parsed: objects that are spread together from several take three times the memory.
    return Object.assign(head as unknown as Head, rest, text);
  }

  /** @param hasText whether more follows, up to the end of the object */
  private restIn(bytes: Buffer, hasText: boolean): Rest | undefined {
    const rests = hasText ? this.rests.withText : this.rests.withoutText;
    const known = rests.get(bytes);
    if (known !== undefined) return known;
    const rest = objectIn(`{${bytes.toString('utf8')}${hasText ? '}' : ''}`);
    if (rest?.['clauses'] === undefined || rest['steps'] === undefined) return undefined;
    if (!validateVerdict({ ...anyHead, ...rest, ...(hasText ? anyText : {}) })) return undefined;
    const shared: Rest = this.shared.verdict(rest as unknown as CaseVerdict);
    rests.set(bytes, shared);
    return shared;
  }
}

function parse(line: string, fail: (what: string) => SuiteError): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw fail(reasonOf(error));
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** Throws what the schema finds wrong. */
function check(verdict: unknown, fail: (what: string) => SuiteError): void {
  if (validateVerdict(verdict)) return;
  const [error] = validateVerdict.errors ?? [];
  throw fail(`${error?.instancePath ?? ''} ${error?.message ?? 'is not what the schema says'}`.trim());
}
