import type { Manner } from "./manner.ts";

export const ENGLISH: Manner = {
  refused:
    /\b((do|does|did|would|will) ?(not|n t|nt) (really )?(need|want|look|ask|wish|search|expect|like|send|bring|seek)\w*( for| to)?|(don|doesn|didn|won|wouldn) ?t (really )?(need|want|look|ask|wish|search|send|bring|seek)\w*( for| to)?|no (more|need( for| of| to)?|longer)|not (another|a|an|the|any|for|about|to)|never (a|an|again)|instead of|rather than|but not|nothing to do with|neither|nor|it is not|this is not|is not about)\b/g,
  opening: /^(and |but |so |please )?(not|no|never|without|neither)\b/,
  dismissed:
    /\b((is|are) (not|no longer) (the|our|my) (problem|question|subject|matter|point)|(it|this|that|(matter|question|project|works?|file|case|subject)) (is|are) (settled|solved|finished|closed|done)|no thanks?|we (already )?(have|know|own|received|got) (it|this|that|already|enough|well)|already (have|done|received|sold))\b/,
  except: /\b(except( for)?|apart from|other than|excluding)\b/g,
  turn: /^(but|we|i|they|he|she|it|you|our|the|please|only|just|someone|somebody|one|what|who|this|that|there)\b/,
  languages: {
    en: "english",
    fr: "french",
    es: "spanish",
    pt: "portuguese",
    ar: "arabic",
    de: "german",
    it: "italian",
    ru: "russian",
    uk: "ukrainian",
    ht: "creole",
    wo: "wolof",
    vi: "vietnamese",
    ro: "romanian",
    hy: "armenian",
    ka: "georgian",
    sw: "swahili|kiswahili",
    km: "khmer",
    tr: "turkish",
    pl: "polish",
    mg: "malagasy",
  },
  required:
    /\b((must|has to|have to|should|needs? to|required to)( \w+){0,3} (speak|know|be|understand|work|write|talk) (\w+ )?(in )?(LANG)|(LANG) (is |are )?(a must|required|mandatory|needed|necessary|compulsory|essential|obligatory|only))\b/,
  spoken: /\b((speaks?|speaking|in|fluent in|knows?) (LANG)|(LANG) speak\w*)\b/,
  useless:
    /\b((LANG) (is |are )?(zero|useless|not (needed|necessary|spoken|understood))|(LANG) (nobody|no one) (understand|speak)\w*|(nobody|no one)( \w+){0,4} (speaks?|understands?) (LANG)|no (LANG))\b/,
  people: {
    consultant:
      "consultants?|consulting (firm|compan)\\w*|private compan\\w+|compan(y|ies)|firms?|offices? from abroad|sellers?",
    universitaire: "researchers?|academics?|professors?|students?|universit\\w+",
    elu: "elected (official|people|person)s?|politicians?|mayors?",
    association: "ngos?|associations?|charit\\w+",
    agent: "civil servants?|officials?",
    retraite: "retired (people|person)s?|retirees?",
  },
};
