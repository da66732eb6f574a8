// Nodes of a baseline's YAML document.
import { isCollection, isSeq, YAMLSeq, type Document, type Node, type YAMLMap } from 'yaml';

/** The list of that name, made where it is not there or empty. */
export function sequence(document: Document, name: string): YAMLSeq {
  const known = document.get(name, true) as Node | undefined;
  if (isSeq(known)) {
    known.flow = false;
    return known;
  }
  const list = new YAMLSeq();
  document.set(name, list);
  return list;
}

/** An answer: a member a line, those that hold members themselves on one line each. */
export function answerNode(document: Document, answer: Readonly<Record<string, unknown>>): YAMLMap {
  const node = document.createNode(answer) as YAMLMap;
  for (const { value } of node.items) if (isCollection(value)) value.flow = true;
  return node;
}

/** The document's text, in the manner of the text that it was read from. */
export function textOf({
  document,
  source,
}: {
  readonly document: Document;
  readonly source: string;
}): string {
  // Wide enough for an outcome on one line.
  return document.toString({ lineWidth: 120, flowCollectionPadding: /[{[] /.test(source) });
}
