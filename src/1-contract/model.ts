// The contract as data: the types of spec/contract/*.json, after loading.

/** Levels as in RFC 2119 (a prohibition is a MUST); OPEN: the documents do not settle it, so it is observed. */
export const levels = ['MUST', 'SHOULD', 'MAY', 'OPEN'] as const;
export type Level = (typeof levels)[number];

/** stated: the page says so; derived: it follows, and `derivation` says how; open: not settled. */
export type Basis = 'stated' | 'derived' | 'open';
export type Party = 'driver' | 'caller' | 'runtime';

/** `size` → `below`, …: one assignment of the point's variables that a call's table has. */
export type Point = Readonly<Record<string, string>>;

/** A conjunction of "variable is one of". An absent variable is free. */
export type Condition = Readonly<Record<string, readonly string[]>>;

/** One value for each outcome variable, or what is known of it: any of the values listed. Absent: nothing is known. */
export type OutcomeBox = Readonly<Record<string, readonly string[]>>;

export interface Rule {
  readonly id: string;
  /** Names of the calls, as in the adapter protocol. */
  readonly call: readonly string[];
  /** Over the point's variables. */
  readonly when: Condition;
  /** Over outcome variables: the rule speaks only of outcomes in which these hold ("if S_OK was returned …"). */
  readonly given?: Condition;
  /**
   * course: what happens where nothing stands against it; cause: a reason to leave the course; constraint: holds besides.
   */
  readonly kind: 'course' | 'cause' | 'constraint';
  /** Rules of one cause name one reason: each binding one narrows what that reason allows. Only for kind cause. */
  readonly cause?: string;
  /** Over outcome variables; an empty object allows everything. */
  readonly allow: Condition;
  readonly level: Level;
  readonly basis: Basis;
  readonly party: Party;
  /** What must be there to see it: `keyOracle`, `cap:FRESHEN_SESSION_KEY`, `capability:opm`, `probe`, `renegotiation`, … */
  readonly needs: readonly string[];
  /** `source-id#anchor` of spec/sources.json. */
  readonly source: readonly string[];
  readonly statement: string;
  /** For basis derived: how it follows. For open: what the readings are. */
  readonly derivation?: string;
  /** Why no case can decide it. */
  readonly untestable?: string;
  /** Ids of rules from which this one follows. */
  readonly restates?: readonly string[];
  /** Ids of ambiguities (A1 …) that this rule takes a stand on. */
  readonly ambiguities?: readonly string[];
  /** File name and line of the rule in spec/contract/, for findings. */
  readonly at: { readonly file: string; readonly line: number };
}

/** A statement over several observations. */
export interface Relation {
  readonly id: string;
  readonly relation: 'same' | 'distinct' | 'serialisable';
  /** What is compared: `hr`, `status`, `certificate`, `RandomNumber`, `ReadbackKey`, `key`, … */
  readonly observe: string;
  readonly call: readonly string[];
  /** Which steps take part, over the point's variables. */
  readonly when: Condition;
  /** Over outcome variables: only these outcomes take part. */
  readonly given?: Condition;
  /** What is compared with what: all steps of the run, of one case, or of one device. */
  readonly within: 'run' | 'case' | 'device';
  readonly level: Level;
  readonly basis: Basis;
  readonly party: Party;
  readonly needs: readonly string[];
  readonly source: readonly string[];
  readonly statement: string;
  readonly derivation?: string;
  readonly untestable?: string;
  readonly ambiguities?: readonly string[];
  readonly at: { readonly file: string; readonly line: number };
}

export interface PointVariable {
  readonly name: string;
  readonly statement: string;
  /** context: circumstances; defect: something wrong with the call; state: what earlier calls left behind. */
  readonly role: 'context' | 'defect' | 'state';
  /** Calls whose table has it. */
  readonly calls: readonly string[];
  readonly values: readonly string[];
  /** The value of a call with nothing remarkable about it. */
  readonly normal: string;
  /** For sizes: `below`, `equal`, `above` this many bytes; `exact` names single lengths. */
  readonly bound?: number;
  readonly exact?: Readonly<Record<string, number>>;
}

export interface OutcomeVariable {
  readonly name: string;
  readonly statement: string;
  readonly calls: readonly string[];
  /** status: values are names of codes, and the groups `success` and `failure` by severity. */
  readonly type: 'enumeration' | 'status';
  readonly values: readonly string[];
}

/** A combination that cannot be made, with the reason; it is not a point. */
export interface Impossible {
  readonly call: readonly string[];
  readonly when: Condition;
  readonly why: string;
}

export interface Contract {
  readonly version: string;
  /** `sha256:` over the canonical JSON of everything in spec/contract/. */
  readonly hash: string;
  readonly points: readonly PointVariable[];
  readonly outcomes: readonly OutcomeVariable[];
  readonly impossible: readonly Impossible[];
  readonly rules: readonly Rule[];
  readonly relations: readonly Relation[];
}

/** How the OAEP of an exchange is parameterised (spec/profiles/). */
export interface Profile {
  readonly name: string;
  readonly statement: string;
  /** Hash of lHash, by its OpenSSL name in lower case: sha1, sha256, sha512. */
  readonly hash: string;
  readonly mgfHash: string;
  /** Hexadecimal; `""` is the empty label. */
  readonly label: string;
  /** Whether a document supports it; another one is named in the verdict line. */
  readonly documented: boolean;
  readonly source: readonly string[];
}

/** A document that rules come from (spec/sources.json). */
export interface Source {
  readonly id: string;
  readonly title: string;
  /** As in the page's head, e.g. `NC:d3d10umddi.PFND3D11_1DDI_CREATECRYPTOSESSION`. */
  readonly uid?: string;
  /** `owner/name` on GitHub, the path of the page there, and the commit that was read. */
  readonly repository?: string;
  readonly path?: string;
  readonly snapshot?: string;
  readonly url?: string;
  readonly licence: string;
  /** Only facts are taken from it: its wording is not repeated. */
  readonly factsOnly?: boolean;
  /** An older revision of a page: today's has lost the words that are quoted. */
  readonly superseded?: boolean;
  /** Places in the document; with the words themselves where the wording is what counts. */
  readonly anchors: Readonly<Record<string, { readonly location: string; readonly quote?: string }>>;
}

/** Something that the documents leave unclear (spec/contract/ambiguities.json). */
export interface Ambiguity {
  readonly id: string;
  readonly question: string;
  /** What the suite makes of it. */
  readonly stance: string;
  /** Why no rule takes this stand; absent where one does, which then names the ambiguity. */
  readonly reason?: string;
}
