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

/** The document's text, with lines as long as in the rest of this project. */
export function textOf(document: Document): string {
  return document.toString({ lineWidth: 110, flowCollectionPadding: true });
}
