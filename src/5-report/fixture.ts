// For tests of the reports alone: a run of N cases with M findings, the same at every call.
import { createHash } from 'node:crypto';
import type { Profile } from '../1-contract/model.ts';
import { verdicts as verdictNames, worse } from '../4-judge/verdict.ts';
import type { CaseVerdict, ClauseSummary, ClauseVerdict, Report, Verdict } from '../4-judge/verdict.ts';
import type { Observation } from '../steps/observation.ts';
import type { ObservedStep } from '../steps/driver/observed-step.ts';
import type { Case, CaseId } from '../steps/case.ts';
import type { Step } from '../steps/recipe.ts';
import { describeRecipe } from '../steps/step-kinds.ts';
import { negotiate, sha256, templates, type Template } from './fixture-cases.ts';
import { fixturePoints, fixtureQuotes, fixtureRules } from './fixture-contract.ts';
import type { ReportInput } from './input.ts';

export interface FixtureOptions {
  readonly cases: number;
  readonly findings: number;
  /** What the driver calls itself, and says wherever it is quoted. */
  readonly driverName?: string;
  readonly profile?: Profile;
  readonly strict?: boolean;
  /** Points and clauses in the numbers that real runs have, for measuring; else few, for reading. */
  readonly wide?: boolean;
}

export const fixtureProfile: Profile = {
  name: 'opm-sha512',
  statement: 'SHA-512, MGF1 with SHA-512, empty label',
  hash: 'sha512',
  mgfHash: 'sha512',
  label: '',
  documented: true,
  source: ['opm-set-signing-key#steps'],
};

/** Names and messages as a hostile driver would choose them. */
export const hostileTexts = {
  script: '<script>alert(1)</script>',
  attribute: `"><img src=x onerror='alert(1)'>`,
  terminal: '\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u009b1m',
  bidi: 'user\u202eexe.gpj\u2066\u2069',
  cdata: ']]><!-- &lt; --> ]]>',
  invalid: 'a\u0000b\u0001\u000b\ufffe\uffff\ud800z',
  markdown: '| `x` **y** [z](https://evil.example) <!-- $m$ @user\n# h',
  template: '</script><script>alert(2)</script>\u2028\u2029{{x}}',
  long: 'x'.repeat(10_240),
} as const;

function caseId(index: number): CaseId {
  // 16 digits of base 32, as in a real id.
  const digits = 'abcdefghijklmnopqrstuvwxyz234567';
  const bytes = createHash('sha256').update(`fixture ${index}`).digest();
  return [...bytes.subarray(0, 16)].map((byte) => digits[byte & 31]).join('') as CaseId;
}

const found: readonly Verdict[] = [
  'fail',
  'fail',
  'warn',
  'fail',
  'crash',
  'fail',
  'timeout',
  'flaky',
  'warn',
  'error',
];

const manyVariables = Object.fromEntries(
  Array.from({ length: 22 }, (_, index) => [
    `contextVariable${index}`,
    index % 3 === 0 ? 'elsewhere' : 'none',
  ]),
);

/** A verdict as wide as those of real runs: about 2.5 kB. */
function widened(verdict: CaseVerdict): CaseVerdict {
  const point = { ...verdict.point, ...manyVariables };
  const got = {
    return: ['returned'],
    ...verdict.got,
    others: ['same'],
    setError: ['none'],
    inside: ['same'],
  };
  const more = Array.from({ length: 9 }, (_, index): ClauseVerdict => ({
    id: `NCSKE-OK-${index + 10}`,
    verdict: 'pass',
  }));
  const step = { call: negotiate, point, got };
  return {
    ...verdict,
    clauses: [...verdict.clauses, ...more],
    ...(verdict.point === undefined ? {} : { point }),
    steps: verdict.steps.length === 0 ? [] : [{ ...step, call: 'CreateCryptoSession' }, step],
  };
}

class Fixture {
  readonly options: FixtureOptions;
  constructor(options: FixtureOptions) {
    this.options = options;
  }

  /** Findings are made of cases that a right driver passes. */
  template(index: number): Template {
    const among =
      this.finding(index) === undefined ? templates : templates.filter(({ right }) => right === 'pass');
    const template = among[((index * 7) % 13) % among.length];
    if (template === undefined) throw new RangeError('no templates');
    return template;
  }

  /** Findings lie evenly spread over the cases. */
  finding(index: number): Verdict | undefined {
    const { cases, findings } = this.options;
    const turn = Math.floor(((index + 1) * findings) / cases);
    return turn > Math.floor((index * findings) / cases) ? found[(turn - 1) % found.length] : undefined;
  }

  verdict(index: number): CaseVerdict {
    const template = this.template(index);
    const finding = this.finding(index);
    const verdict = finding ?? template.right;
    const id = caseId(index);
    const level = finding === 'warn' ? 'SHOULD' : 'MUST';
    const rules = template.clauses.map((clause) => fixtureRules.find((rule) => rule.id === clause));
    const broken = Math.max(
      0,
      rules.findIndex((rule) => rule?.level === level),
    );
    const clauses = template.clauses.map((clause, place): ClauseVerdict => {
      if (finding !== undefined) return { id: clause, verdict: place === broken ? finding : 'pass' };
      if (verdict === 'unsupported') return { id: clause, verdict, reason: template.unsupported ?? '' };
      return { id: clause, verdict };
    });
    const got = { hr: [finding === undefined || finding === 'warn' ? 'E_FAIL' : 'S_OK'], key: ['other'] };
    const judged = {
      case: id,
      kind: template.kind,
      property: template.property,
      title: template.title(index),
      verdict,
      clauses,
      timeMs: (index % 17) / 8,
    };
    if (verdict === 'unsupported') return { ...judged, steps: [], reason: template.unsupported ?? '' };
    const step = template.before === undefined ? 1 : 2;
    const steps = [{ call: negotiate, point: template.point, got }];
    if (verdict === 'pass') return { ...judged, steps, step, call: negotiate };
    const said = this.options.driverName ?? 'refused';
    return {
      ...judged,
      steps,
      step,
      call: negotiate,
      point: template.point,
      expected: [{ hr: ['failure'], key: ['same'] }],
      got,
      text: {
        expected: `${template.said[0]}\n${rules[broken]?.id ?? ''} (${rules[broken]?.level ?? ''}, ${rules[broken]?.basis ?? ''}): ${rules[broken]?.statement ?? ''}`,
        got: finding === 'crash' ? `the driver crashed (signal SIGSEGV): ${said}` : template.said[1],
        sent: describeRecipe(this.plannedCase(index).recipe).join('\n'),
        repeat: `npx kexcts replay ${id} --adapter emulator:accepts-any-padding`,
      },
    };
  }

  *[Symbol.iterator](): Iterator<CaseVerdict> {
    for (let index = 0; index < this.options.cases; index += 1) {
      const verdict = this.verdict(index);
      yield this.options.wide === true ? widened(verdict) : verdict;
    }
  }

  plannedCase(index: number): Case {
    const template = this.template(index);
    const size = template.dataSize?.(index);
    const steps: Step[] = [
      { call: 'CreateCryptoSession', as: 's0', device: 'd0', keyExchange: 'rsaes-oaep' },
      ...(template.before ?? []),
      {
        call: negotiate,
        session: 's0',
        data: template.block(index),
        ...(size === undefined ? {} : { DataSize: size }),
      },
    ];
    return {
      id: caseId(index),
      kind: template.kind,
      property: template.property,
      title: template.title(index),
      recipe: { steps },
      points: steps.map((_, at) => (at === steps.length - 1 ? template.point : null)),
    };
  }

  observation(index: number): Observation {
    const finding = this.finding(index);
    const size = this.template(index).dataSize?.(index) ?? 256;
    const sent = {
      pData: sha256(`block ${index}`)
        .repeat(8)
        .slice(0, size * 2),
      DataSize: size,
    };
    const last: ObservedStep =
      finding === 'crash'
        ? {
            call: negotiate,
            sent,
            died: { how: 'crash', what: 'signal SIGSEGV', stderr: this.options.driverName ?? 'fault at 0x0' },
          }
        : { call: negotiate, sent, hr: finding === undefined ? 0x80070057 : 0 };
    const before = (this.template(index).before ?? []).map((): ObservedStep => ({ call: negotiate, hr: 0 }));
    return {
      case: caseId(index),
      passes: [{ steps: [{ call: 'CreateCryptoSession', hr: 0 }, ...before, last] }],
    };
  }
}

/** A run as data: its report, its verdicts (made when asked for), cases and observations of its findings. */
export function buildFixture(options: FixtureOptions): ReportInput {
  const fixture = new Fixture(options);
  const counts = Object.fromEntries(verdictNames.map((name) => [name, 0])) as Record<Verdict, number>;
  const clauses = new Map<string, { verdict: Verdict; cases: number; reason?: string }>();
  const findings: CaseVerdict[] = [];
  const cases = new Map<string, Case>();
  const observations = new Map<string, Observation>();
  let index = 0;
  for (const verdict of fixture) {
    counts[verdict.verdict] += 1;
    for (const clause of verdict.clauses) {
      const seen = clauses.get(clause.id);
      if (seen === undefined) {
        clauses.set(clause.id, {
          verdict: clause.verdict,
          cases: 1,
          ...(clause.reason === undefined ? {} : { reason: clause.reason }),
        });
      } else {
        seen.verdict = worse(seen.verdict, clause.verdict);
        seen.cases += 1;
      }
    }
    if (fixture.finding(index) !== undefined) {
      findings.push(verdict);
      cases.set(verdict.case, fixture.plannedCase(index));
      observations.set(verdict.case, fixture.observation(index));
    }
    index += 1;
  }
  const profile = options.profile ?? fixtureProfile;
  const standsAgainst = counts.fail + counts.crash + counts.timeout + (options.strict ? counts.warn : 0);
  const report: Report = {
    schema: 'kexcts-report/1',
    suite: {
      name: 'kexcts',
      version: '0.1.0',
      contract: `sha256:${sha256('contract')}`,
      plan: `sha256:${sha256('plan')}`,
    },
    adapter: { kind: 'exec', name: options.driverName ?? 'openssl-reference', version: '1.0.0' },
    driver: {
      name: options.driverName ?? 'Example display driver',
      version: '31.0.101.5590',
      vendor: 'Example',
    },
    profile: profile.name,
    dialect: 'd3d11.1',
    level: 'gate',
    strict: options.strict ?? false,
    seed: 1,
    complete: true,
    keyOracle: ['blits'],
    blindTo: ['S_OK with the key of the first call'],
    summary: {
      verdict: counts.error > 0 ? 'incomplete' : standsAgainst > 0 ? 'does-not-conform' : 'conforms',
      cases: options.cases,
      ...counts,
    },
    clauses: fixtureRules
      .filter((rule) => clauses.has(rule.id))
      .map((rule): ClauseSummary => {
        const { verdict = 'skip', cases: number = 0, reason } = clauses.get(rule.id) ?? {};
        const undecided = verdict === 'unsupported' && reason !== undefined ? { reason } : {};
        return { id: rule.id, level: rule.level, basis: rule.basis, verdict, cases: number, ...undecided };
      }),
    findings,
    survey: {
      container: 'pkcs7',
      opmShared: true,
      caps: ['SOFTWARE', 'DECRYPTION_BLT', 'ENCRYPTED_READ_BACK'],
    },
    timeEnvironment: { node: 'v20.19.0', platform: 'linux', arch: 'x64', openssl: '3.0.15' },
    timeStarted: '2026-03-04T05:06:07.000Z',
    timeEnded: '2026-03-04T05:06:11.250Z',
    timeSeconds: 4.25,
  };
  return {
    report,
    verdicts: fixture,
    contract: { rules: fixtureRules, relations: [], points: fixturePoints },
    quotes: fixtureQuotes,
    profile,
    cases,
    observations,
  };
}
