import type { Manner } from "./manner.ts";

export const FRENCH: Manner = {
  refused:
    /\b((ne|n|on) (\w+ )?(\w+ )?(cherch|recherch|veu|voul|voudr|souhait|demand|sollicit|propos|desir|attend|s agi|faut)\w*( \w+)? (pas|plus|rien|ni|jamais)|(ce |c )?n est (surtout )?(pas|plus)(?! (que|le |la |notre |mon |tout|facile|simple|possible|clair|assez|encore|toujours))|(pas|plus|aucun|sans|nul) besoin|inutiles?( de)?|surtout (pas|rien)|(merci|priere) de ne (pas|plus)|ne (pas|plus) (me |nous |leur |m )?(propos|envoy|renvoy|adress|parl)\w*|pas question|hors de question|plutot que|au lieu d\w*|a la place d\w*|et non|rien a voir avec|(veut|voulons|veulent) (pas|plus)( d \w+)?|svp pas)\b/g,
  opening: /^(et |mais |ou |donc |alors |puis )?(pas|aucune?|plus d|sans|non|jamais|ni)\b/,
  dismissed:
    /\b(n est (pas|plus) (le|notre|mon|la) (sujet|probleme|affaire|question|priorite)|sujet clos|non merci|non plus|(ca|cela|tout cela|c) (tourne|roule|est (fait|fini|regle|termine|boucle|clos|reparti))|est (regle|cale|clos|fini|annule|boucle|rendu)\w*|dossier (boucle|clos)|(est|sont) clos\w*|pas concerne\w*|n y touch\w+|ne pas rouvrir|plus (le sujet|question)|on laisse|(on|nous) (l |les |en )?(a|avons) deja (fait|eu|donne|livre|regle)\w*|deja (eue?s?|livres?))\b/,
  except: /\b(sauf|excepte|hormis|a l exception (de|d|du|des)|a part|autre que|en dehors (de|du|des))\b/g,
  turn: /^(mais|or|par contre|en revanche|plutot|c est|il (nous )?(faut|faudrait)|nous|on|je|ils?|elles?|le|la|les|leurs?|notre|qui|quelqu|une? (personne|agent|elu)|l|cherch\w+|juste|seulement|simplement|pour)\b/,
  languages: {
    en: "anglais",
    es: "espagnol|castillan",
    pt: "portugais",
    ar: "arabe|darija",
    de: "allemand",
    it: "italien",
    ru: "russe",
    uk: "ukrainien",
    ht: "creole",
    wo: "wolof",
    vi: "vietnamien",
    ro: "roumain",
    ja: "japonais",
    zh: "chinois|mandarin",
    hy: "armenien",
    ka: "georgien",
    mg: "malgache",
    km: "khmer",
    lo: "laotien",
    tr: "turc",
    pl: "polonais",
    bm: "bambara",
    ff: "peul|pulaar|fulfulde",
    sw: "swahili",
    mn: "mongol",
    fa: "persan|dari",
    fr: "francais",
  },
  required:
    /\b((doi\w+|devra\w*|faut|faudrait|faudra|obligatoire\w*|imperatif|imperativement|absolument|exig\w+)( \w+){0,4} (parl\w+|maitris\w+|comprend\w+|(en|l|le|du|d)( l)?) (couramment )?(l |le |en )?(LANG)|(LANG) (est |soit |sont )?(courant |parle )?(indispensable|obligatoire|exige|necessaire|imperatif|requis)\w*|(sachant|sache|sachent) parler (l |le )?(LANG))\b/,
  spoken:
    /\b((en|parl\w+( couramment)?( l| le| du)?|maitris\w+ l\w?|locut\w+) (LANG)|(LANG) (parle|courant|apprecie|souhaite|bienvenu|un plus)\w*)\b/,
  useless:
    /\b((l |le )?(LANG) (ne |n )?(sert|servirait|serait|est) (a rien|pas (utile|necessaire|obligatoire|parle|la peine)|inutile)|(pas|sans|aucun) besoin (d|de|du|que) (\w+ )?(parl\w+ )?(l |le )?(LANG)|inutile de parler (l |le )?(LANG)|personne ne parle (l |le )?(LANG)|(LANG) inutile)\b/,
  people: {
    consultant:
      "bureaux? d etudes?|consultante?s?|cabinets?( de conseil)?|prestataires?|vendeurs?( de \\w+)?|commercia(l|ux)|entreprises?",
    universitaire: "universitaires?|chercheu\\w+|professeurs? d universite|etudiante?s?|stagiaires?",
    elu: "elue?s?|maires?",
    agent: "agents?( de collectivite| territoria\\w+)?|fonctionnaires?",
    association: "associations?|ong",
    retraite: "retraitee?s?",
  },
};
