import type { Manner } from "./manner.ts";

export const PORTUGUESE: Manner = {
  refused:
    /\b(nao (\w+ )?(queremos|quero|quer|querem|precis\w+|procur\w+|pedi\w+|deseja\w+|solicit\w+|e (um|uma|para)|se trata|mais|outr[oa]s?)|em vez de|no lugar de|nada a ver com|chega de)\b/g,
  opening: /^(e |mas |por favor )?(nao|nem|nada de|sem|nunca)\b/,
  dismissed:
    /\b(nao e (o|a|nosso|nossa) (tema|problema|assunto|questao)|ja (esta|estao) (feit|resolvid|pront|terminad)\w+|ja (o |a |os |as )?(temos|fizemos|ha)|nao obrigad\w+)\b/,
  except: /\b(exceto|salvo|menos|a excecao (de|do|da)|fora de)\b/g,
  turn: /^(mas|nos|queremos|procuramos|precisamos|quem|alguem|so|apenas|o|a|os|as|nossos?|nossas?|que|e|ha)\b/,
  languages: {
    pt: "portugues",
    fr: "frances",
    en: "ingles",
    es: "espanhol|castelhano",
    de: "alemao",
  },
  required:
    /\b((tem|deve|devem|precisa|ha) (que |de )?(\w+ )?(falar|saber|dominar) (\w+ )?(LANG)|(que )?(fale|falem|saiba) (bem )?(LANG)|(LANG) (e |seja )?(imprescindivel|obrigatori[oa]|necessari[oa]|indispensavel))\b/,
  spoken: /\b((em|fala\w*) (LANG))\b/,
  useless:
    /\b(nao (\w+ )?precis\w+ (de )?(falar )?(LANG)|(ninguem|nao) fala\w* (LANG)|(LANG) nao (serve|e preciso))\b/,
  people: {
    consultant: "consultor\\w*|consultorias?|empresas?( privadas?)?",
    universitaire: "investigador\\w*|pesquisador\\w*|academic\\w+|universitari\\w+|estudantes?",
    elu: "politic\\w+|presidentes? de camara|prefeit[oa]s?",
    association: "ong|ongs|associac\\w+",
    agent: "funcionari\\w+",
    retraite: "aposentad\\w+|reformad\\w+",
  },
};
