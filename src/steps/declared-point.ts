// The part of a call's point that its recipe fixes; state variables are added from what was observed.

export type DeclaredPoint = Readonly<Record<string, string>>;
