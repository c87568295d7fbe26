import { fold, type Token } from "./text.ts";

/** Marks of a mail that was passed on, before its subject. */
const FORWARDED = /^\s*((re|tr|fw|fwd|rv|enc|ref)\s*:\s*)+/i;
/** A line of a header, or one that only greets. */
const HEADER = /^(>+\s*)?(de|from|a|to|cc|objet|subject|asunto|assunto|envoye|date|le \d+.* a ecrit)\s*:/;
const GREETING =
  /^(bonjour|bonsoir|bjr|salut|hello|hi|dear|cher|chere|chers|madame|monsieur|mesdames|messieurs|senor|senora|senores|estimad\w+|prezad\w+|caros?|cara|bom dia|boa tarde|buenos dias|buenas tardes)\b/;
/** Ends what is asked: what follows is who asks. */
const CLOSING =
  /^(cordialement|bien cordialement|bien a (vous|toi)|cdlt|cdt|bises|amicalement|amities|salutations|sinceres salutations|avec mes remerciements|merci (d avance|bcp|beaucoup|de votre retour)|a\+|kind regards|best regards|regards|yours|sincerely|thank you|saludos|atentamente|cordialmente|muchas gracias|atenciosamente|cumprimentos|com os melhores|abracos?|obrigad\w+|mesi|adishatz)\b/;
const CONTACT =
  /\S+@\S+\.\S+|(?<!\d)(\+?\d{2,3}[ .]?)?\d([ .]?\d{2}){4}(?!\d)|\b(rue|avenue|boulevard|place|bp|cs) .*\d{5}\b/;
/** A line of greeting is short, and so are the lines of a signature. */
const SHORT_LINE = 12;
const GREETING_WORDS = 8;

/**
 * The words of a text that frame what it asks and are no part of it: marks of a mail that was passed on, headers,
 * greetings, the signature with its address. By the index of their token.
 */
export function asideTokens(text: string, tokens: readonly Token[]): ReadonlySet<number> {
  const aside = new Set<number>();
  let from = 0;
  let signing = false;
  for (const line of text.split("\n")) {
    const to = from + line.length;
    const own = tokens.flatMap((token, at) => (token.start >= from && token.end <= to ? [at] : []));
    const words = fold(line)
      .replace(/^[>\s*-]+/, "")
      .replace(/’/g, "'");
    if (CLOSING.test(words.replace(/'/g, " ").trim())) signing = true;
    else if (own.length > SHORT_LINE || HEADER.test(words)) signing = false;
    const framed =
      (signing && own.length <= SHORT_LINE) ||
      CONTACT.test(words) ||
      HEADER.test(words) ||
      (own.length <= GREETING_WORDS && GREETING.test(words));
    if (framed) for (const at of own) aside.add(at);
    const forwarded = FORWARDED.exec(line)?.[0].length ?? 0;
    for (const at of own) if (tokens[at]!.start < from + forwarded) aside.add(at);
    from = to + 1;
  }
  return aside;
}
