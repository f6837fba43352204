import type { AttributeBag } from './attribute-bag.ts';

/** Takes a text that a table translates; any other stays in the bag and gives `undefined`. */
export function choose<Word extends string>(
  bag: AttributeBag,
  key: string,
  words: Readonly<Record<string, Word>>,
): Word | undefined {
  const word = bag.text(key);
  if (word === undefined) return undefined;
  if (Object.hasOwn(words, word)) return words[word];
  bag.leave(key, word);
  return undefined;
}

type Purpose = 'main' | 'compaction' | 'title' | 'approval_check' | 'sub_agent';

/** What a request is for. Words that mean nothing but the main loop are understood; others than the table's stay unread. */
export function purposeOf(
  bag: AttributeBag,
  key: string,
  purposes: Readonly<Record<string, Purpose>>,
  main: readonly string[],
): Purpose {
  const words = Object.fromEntries(main.map((word): [string, Purpose] => [word, 'main']));
  return choose(bag, key, { ...words, ...purposes }) ?? 'main';
}
