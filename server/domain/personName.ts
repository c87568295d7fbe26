/** Particles that belong to the family name and count in its place: Le Bihan and du Bellay stand under L and D. */
const KEPT = new Set(
  "le la les du des l’ van von der den ter ten di da do dos del della ben bin bint el al ould aït ait abou".split(
    " ",
  ),
);
/** Those that do not: de Gaulle stands under G. */
const PASSED_OVER = new Set(["de", "d’"]);

const plain = (word: string): string => word.toLocaleLowerCase("fr").replaceAll("'", "’");
const isCapitals = (word: string): boolean =>
  /\p{Lu}.*\p{Lu}/u.test(word) && word === word.toLocaleUpperCase("fr");

/**
 * A person's name as lists order it: the family name first, then the given names. A name is one text, as its owner wrote
 * it, so the family name is read by a rule: the words in capitals where some are and others are not (« Awa NDIAYE SOW »,
 * « NDIAYE Awa »), else the last word with the particles before it. Particles are placed as
 * French indexes place them: « de » and « d’ » are passed over, articles and contracted ones count.
 */
export function familyNameFirst(name: string): string {
  const words = name.trim().split(/\s+/);
  const capitals = words.map(isCapitals);
  const mixed = capitals.includes(true) && capitals.includes(false);
  let from = words.length - 1;
  while (from > 1 && [KEPT, PASSED_OVER].some((particles) => particles.has(plain(words[from - 1]!))))
    from -= 1;
  const isFamily = (at: number): boolean => (mixed ? capitals[at]! : at >= from);
  const family = words.filter((_, at) => isFamily(at));
  const given = words.filter((_, at) => !isFamily(at));
  while (family.length > 1 && PASSED_OVER.has(plain(family[0]!))) family.shift();
  return [...family, ...given].join(" ").replace(/^d[’']/i, "");
}
