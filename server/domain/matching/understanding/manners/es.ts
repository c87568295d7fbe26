import type { Manner } from "./manner.ts";

export const SPANISH: Manner = {
  refused:
    /\b(no (\w+ )?(queremos|quiero|quiere|quieren|necesit\w+|busc\w+|ped\w+|pid\w+|hace falta|hacen falta|desea\w+|solicit\w+|es (un|una|cuestion|para)|se trata|mas|otr[oa]s?)|en (vez|lugar) de|nada que ver con|sin necesidad de|basta de)\b/g,
  opening: /^(y |pero |por favor )?(no|ni|nada de|sin|tampoco|nunca)\b/,
  dismissed:
    /\b(no es (el|la|nuestro|nuestra) (tema|problema|asunto|cuestion)|ya (esta|estan) (hech|resuelt|list|terminad)\w+|ya (lo |la |los |las )?(tenemos|hicimos|hay)|no gracias|tema cerrado)\b/,
  except: /\b(excepto|salvo|menos|a excepcion (de|del)|fuera de|aparte de)\b/g,
  turn: /^(pero|sino|nosotros|queremos|buscamos|necesitamos|quien|alguien|solo|el|la|los|las|nuestr[oa]s?|que|es|hay)\b/,
  languages: {
    es: "espanol|castellano",
    fr: "frances",
    en: "ingles",
    pt: "portugues",
    de: "aleman",
    it: "italiano",
    ht: "creole|criollo",
    qu: "quechua",
  },
  required:
    /\b((tiene|tienen|debe|deben|hay|ha) (que|de)? ?(\w+ )?(hablar|saber|dominar|entender) (\w+ )?(LANG)|(que )?(hable|hablen|sepa) (bien )?(LANG)|(LANG) (es |sea )?(imprescindible|obligatori[oa]|necesari[oa]|indispensable))\b/,
  spoken: /\b((en|habla\w*) (LANG)|(LANG)hablantes?)\b/,
  useless:
    /\b(no (\w+ )?(necesit\w+|hace falta) (hablar )?(LANG)|(nadie|no) habla\w* (LANG)|(LANG) no (sirve|hace falta))\b/,
  people: {
    consultant: "consultor\\w*|consultorias?|empresas?( privadas?)?|despachos?",
    universitaire: "investigador\\w*|academic\\w+|universitari\\w+|estudiantes?",
    elu: "politic\\w+|alcaldes?",
    association: "ong|ongs|asociacion\\w*",
    agent: "funcionari\\w+",
    retraite: "jubilad\\w+",
  },
};
