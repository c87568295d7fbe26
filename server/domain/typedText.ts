/**
 * Text as people paste it, made plain once, where it enters: one composed form of each accent (NFC), no sign that nobody
 * sees, one kind of space, of line end and of hyphen. What is seen stays as it was typed, typographic apostrophes included.
 */

/**
 * Signs without width that mean something where they stand, and only there: those that make one emoji of several, flags of
 * nations, the form of a letter among letters that join (Arabic and the scripts of India; RFC 5892, appendix A).
 */
const JOINED = [
  String.raw`[0-9#*]\uFE0F?\u20E3`,
  String.raw`\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]+\u{E007F}`,
  String.raw`\p{ExtPict}[\uFE0E\uFE0F]?\p{EMod}?(?:\u200D\p{ExtPict}[\uFE0E\uFE0F]?\p{EMod}?)*`,
  String.raw`(?<=[\p{sc=Arab}\p{sc=Syrc}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}])[\u200C\u200D](?=[\p{L}\p{M}])`,
].join("|");

/** Control characters, halves of pairs, places that are no characters, and what is drawn as nothing (direction marks, soft hyphens…). */
const UNSEEN = String.raw`[\p{Cc}\p{Cs}\p{NChar}\p{DI}]`;
const KEPT_OR_UNSEEN = new RegExp(`(${JOINED})|${UNSEEN}`, "gu");

/** The letters and signs of written French, which need nothing. */
const PLAIN = /^[\n -~\u00a1-\u00ac\u00ae-\u00ff\u0152\u0153\u0178\u2013\u2014\u2018-\u201d\u2026\u20ac]*$/;
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const SPACES = /[\t\p{Zs}]/gu;
/** The hyphen of typography and the one that does not break; dashes are other signs. */
const HYPHENS = /[\u2010\u2011]/g;
/**
 * Marks on one letter beyond these are no writing (Unicode Standard Annex 15, 13: at most 30). Putting n of them in their order
 * takes n² steps.
 */
const MARKS_BEYOND = /(\p{M}{30})\p{M}+/gu;
/** The empty cell of braille is a sign that draws nothing. */
const SEEN = /(?!\u2800)[\p{L}\p{N}\p{P}\p{S}]/u;

/** One kind of space, of line end, of hyphen and of accent, and no sign that is not seen; the ends stay. */
export function plainSigns(typed: string): string {
  if (PLAIN.test(typed)) return typed;
  return (
    typed
      .replace(LINE_ENDS, "\n")
      .replace(SPACES, " ")
      .replace(KEPT_OR_UNSEEN, (found, kept?: string) => kept ?? (found === "\n" ? found : ""))
      .replace(HYPHENS, "-")
      .replace(MARKS_BEYOND, "$1")
      .normalize("NFC")
      // Some marks are two once they are in order.
      .replace(MARKS_BEYOND, "$1")
  );
}

/**
 * Several lines of text. Spaces at their ends go, those that indent stay.
 * @returns "" where nothing of it would be seen; never longer than its NFC form, and the same when cleaned again
 */
export function cleanText(typed: string): string {
  const plain = plainSigns(typed);
  if (!SEEN.test(plain)) return "";
  // By an expression, a row of n spaces that does not end its line takes n² steps.
  const lines = plain.split("\n").map((line) => line.trimEnd());
  return lines.join("\n").trim();
}

/** One line of text: line ends are spaces, and several spaces are one. As `cleanText` otherwise. */
export function cleanLine(typed: string): string {
  return cleanText(typed).replace(/\s+/g, " ");
}
