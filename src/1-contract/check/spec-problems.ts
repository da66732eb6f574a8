// What can be wrong with a contract besides its points: relations, ambiguities, quotes, profiles, cases.
import type { Ambiguity, Contract, Profile, Relation, Rule, Source } from '../model.ts';
import { pointClasses } from './point-classes.ts';
import type { RuleUse } from './call-proof.ts';
import type { Problem } from './problem.ts';

/** Rules that are idle, or say of themselves what is not so. */
export function idleRules(contract: Contract, uses: ReadonlyMap<string, RuleUse>): Problem[] {
  const restating = new Set(
    contract.rules.filter(({ restates }) => restates !== undefined).map(({ id }) => id),
  );
  return contract.rules.filter(isTestable).flatMap((rule) => {
    const use = uses.get(rule.id);
    const say = (code: Problem['code'], what: string): Problem => ({
      code,
      message: `${rule.id} (${rule.at.file}:${rule.at.line}) ${what}`,
      rule: rule.id,
      at: rule.at,
    });
    if (use?.applies !== true) return [say('SPEC_DEAD', 'applies at no point that can be made')];
    if (rule.restates === undefined) {
      return use.matters
        ? []
        : [
            say(
              'SPEC_DEAD',
              `${idleWords(rule)}; if it follows from others, it must name them in "restates"`,
            ),
          ];
    }
    if (use.beyond !== undefined)
      return [
        say(
          'SPEC_RESTATES',
          `says that it follows from ${rule.restates.join(', ')}, and says more than they do at: ${use.beyond}`,
        ),
      ];
    return rule.restates.flatMap((id) => {
      if (restating.has(id))
        return [
          say(
            'SPEC_RESTATES',
            `says that it follows from ${id}, which itself follows from others: name those`,
          ),
        ];
      return use.leansOn.has(id)
        ? []
        : [say('SPEC_RESTATES', `says that it follows from ${id}, and would follow without it`)];
    });
  });
}

function idleWords(rule: Rule): string {
  if (rule.level === 'MUST' || rule.level === 'SHOULD')
    return 'narrows nothing: without it the same is allowed at every point';
  return rule.kind === 'constraint'
    ? 'observes what can come out only one way'
    : 'widens nothing: without it the same is allowed at every point';
}

/** Relations in which nothing can take part. */
export function idleRelations(contract: Contract): Problem[] {
  return contract.relations.filter(isTestable).flatMap((relation) =>
    relation.call
      .filter(
        (call) =>
          !pointClasses(contract, call, [relation.when]).classes.some(({ holds }) => holds.includes(0)),
      )
      .map((call) => ({
        code: 'SPEC_DEAD_RELATION' as const,
        message: `${relation.id} (${relation.at.file}:${relation.at.line}) takes in no point of ${call} that can be made`,
        rule: relation.id,
        call,
        at: relation.at,
      })),
  );
}

/** Testable rules of drivers that no case of the plan decides. */
export function undecidedRules(contract: Contract, cases: (id: string) => number): Problem[] {
  return [...contract.rules, ...contract.relations]
    .filter((rule) => isTestable(rule) && cases(rule.id) === 0)
    .map((rule) => ({
      code: 'SPEC_NO_CASE' as const,
      message: `${rule.id} (${rule.at.file}:${rule.at.line}) is decided by no case of the plan; if none can, "untestable" must say why`,
      rule: rule.id,
      at: rule.at,
    }));
}

function isTestable(rule: Rule | Relation): boolean {
  return rule.party === 'driver' && rule.untestable === undefined;
}

/** Ambiguities that no rule takes a stand on without a reason, or that give one although a rule does. */
export function unsettledAmbiguities(contract: Contract, ambiguities: readonly Ambiguity[]): Problem[] {
  const rules = [...contract.rules, ...contract.relations];
  return ambiguities.flatMap(({ id, reason }) => {
    const rule = rules.find((one) => one.ambiguities?.includes(id));
    if ((rule === undefined) !== (reason === undefined)) return [];
    const message =
      rule === undefined
        ? `no rule names ${id}, and ambiguities.json gives no reason for it`
        : `${rule.id} names ${id}, for which ambiguities.json gives a reason why no rule does`;
    return [
      { code: 'SPEC_AMBIGUITY', message, ...(rule === undefined ? {} : { rule: rule.id, at: rule.at }) },
    ];
  });
}

/** Stated rules whose sources hold no words that could state them. */
export function unquotedRules(contract: Contract, sources: readonly Source[]): Problem[] {
  const quoted = new Set<string>();
  for (const { id, anchors, factsOnly } of sources) {
    for (const [anchor, { quote }] of Object.entries(anchors)) {
      if (quote !== undefined || factsOnly === true) quoted.add(`${id}#${anchor}`);
    }
  }
  return [...contract.rules, ...contract.relations]
    .filter((rule) => rule.basis === 'stated' && !rule.source.some((source) => quoted.has(source)))
    .map((rule) => ({
      code: 'SPEC_UNQUOTED' as const,
      message: `${rule.id} (${rule.at.file}:${rule.at.line}) is said to be stated, and none of its sources has a quote: ${rule.source.join(', ')}`,
      rule: rule.id,
      at: rule.at,
    }));
}

/** Bytes that a hash of OpenSSL's name yields, where it is one of those that OAEP is used with. */
const hashBytes: Readonly<Record<string, number>> = {
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  'sha512-224': 28,
  'sha512-256': 32,
};

/** Profiles by which some plaintext that the contract speaks of has no room in a block. */
export function unusableProfiles(contract: Contract, profiles: readonly Profile[]): Problem[] {
  const k = contract.points.find(({ name }) => name === 'size')?.bound ?? 0;
  const lengths = contract.points
    .filter(({ name }) => name === 'message' || name === 'opmMessage')
    .flatMap(({ bound = 0, exact = {} }) => [bound + 1, ...Object.values(exact)]);
  const longest = Math.max(...lengths);
  return profiles.flatMap(({ name, hash, mgfHash }) => {
    const say = (what: string): Problem[] => [{ code: 'SPEC_PROFILE', message: `profile ${name}: ${what}` }];
    const hLen = hashBytes[hash];
    const unknown = [hash, mgfHash].find((one) => hashBytes[one] === undefined);
    if (hLen === undefined || unknown !== undefined)
      return say(`"${unknown ?? hash}" is not one of ${Object.keys(hashBytes).join(', ')}`);
    const room = k - 2 * hLen - 2;
    return room >= longest
      ? []
      : say(
          `a block of ${k} bytes has room for ${room} bytes of plaintext, and the contract speaks of ${longest}`,
        );
  });
}
