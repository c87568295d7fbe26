/** Forgives one slip of the hand in a word of the thesaurus, by the deletion neighbourhoods of SymSpell (W. Garbe, 2012). */
export type Spelling = {
  /** The word meant, or null where the word is known or nothing is near enough. */
  correct(form: string): string | null;
};

/** Shorter words have too many neighbours that are words of their own. */
const SHORTEST = 7;
/** One letter for another makes real words of real words ("commence", "commerce") up to this length. */
const SHORTEST_SUBSTITUTION = 10;

/** Builds the index of neighbours. `words` are what a slip is corrected to; a word whose root is known is left alone. */
export function compileSpelling(known: { words: Set<string>; roots: Set<string> }): Spelling {
  const neighbours = new Map<string, string[]>();
  let built = false;
  const build = () => {
    for (const word of [...known.words].sort()) {
      if (word.length < SHORTEST) continue;
      for (const key of [word, ...deletions(word)]) {
        const list = neighbours.get(key);
        if (list) list.push(word);
        else neighbours.set(key, [word]);
      }
    }
    built = true;
  };
  return {
    correct(form) {
      if (form.length < SHORTEST - 1 || known.words.has(form)) return null;
      if (!built) build();
      for (const key of [form, ...deletions(form)]) {
        for (const word of neighbours.get(key) ?? []) {
          if (word[0] === form[0] && oneSlip(form, word)) return word;
        }
      }
      return null;
    },
  };
}

function deletions(word: string): string[] {
  return Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1));
}

/** One letter too many, too few, wrong, or two neighbours swapped. */
function oneSlip(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const restA = a.slice(i);
  const restB = b.slice(i);
  return (
    restA.slice(1) === restB ||
    restB.slice(1) === restA ||
    (restA.slice(1) === restB.slice(1) && a.length >= SHORTEST_SUBSTITUTION) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
