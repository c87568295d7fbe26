import { describe, expect, it } from "vitest";
import { languageOf } from "../../../server/domain/matching/understanding/recognise.ts";
import { tokenise } from "../../../server/domain/matching/understanding/text.ts";
import { understand } from "../../../server/domain/matching/understanding/understand.ts";
import { SHOWN_FROM } from "../../../server/matching/cases.ts";
import { buildNeed, lexicon } from "./support.ts";

/** Small needs as people write them from Brazil to Timor, some without accents, some by people who learnt Portuguese. */
const NEEDS: [text: string, theme: string][] = [
  [
    "A bomba da nossa tabanca está avariada há oito meses. As mulheres voltaram a beber do charco onde o gado bebe.",
    "eau-assainissement",
  ],
  [
    "No bairro as pessoas fazem as necessidades no mato porque não há retretes nas casas. Depois das chuvas vem a diarreia.",
    "eau-assainissement",
  ],
  [
    "A lixeira da vila arde todas as noites e o fumo entra no hospital. A câmara só tem um camião, que está parado.",
    "dechets",
  ],
  [
    "Somos um grupo de vinte catadoras e queremos formar uma cooperativa. Vendemos as latas e o papelão a um atravessador que paga quase nada.",
    "dechets",
  ],
  [
    "A escola e o posto ficam sem luz depois das seis. O gerador gasta muito gasóleo e as placas que nos deram já não carregam.",
    "energie-climat",
  ],
  [
    "O mar já levou doze casas e o coqueiral da praia. Como outras ilhas protegem a costa sem fazer um muro?",
    "biodiversite",
  ],
  [
    "Cortam as arvores para fazer carvao e a nascente secou. A associacao quer um viveiro de mudas e plantar com os alunos.",
    "biodiversite",
  ],
  [
    "As mangas caem e apodrecem porque ninguém compra. Queremos secar a fruta e fazer sumo para vender na capital.",
    "agriculture-alimentation",
  ],
  [
    "Prefeitura de 9 mil habitantes quer comprar a merenda dos pequenos agricultores do município, mas eles não conseguem entregar toda semana.",
    "agriculture-alimentation",
  ],
  [
    "Quando chove os carros não passam e a comunidade fica isolada; a ponte de madeira caiu no ano passado.",
    "urbanisme-mobilite",
  ],
  [
    "Cada um constrói onde quer, sem licença e no leito da ribeira. Não temos plano nem técnico de urbanismo.",
    "urbanisme-mobilite",
  ],
  [
    "Metade das crianças do distrito não tem cédula. Os livros estão comidos pelos ratos e os pais dizem que a conservatória é longe.",
    "gouvernance-locale",
  ],
  [
    "As vendedeiras dizem que pagam a senha todos os dias, mas o dinheiro não chega ao cofre da câmara. Precisamos de melhorar a cobrança.",
    "gouvernance-locale",
  ],
  [
    "O mercado do peixe não tem cobertura nem bancas, as vendedoras trabalham no chão. Queremos organizar com elas um novo mercado.",
    "developpement-economique",
  ],
  [
    "Os nossos moços acabam a escola e ficam sentados à sombra, não há emprego nenhum. Queremos ajudá-los a abrir pequenos negócios.",
    "developpement-economique",
  ],
  [
    "Temos cascatas e trilhos lindos, mas quem vem dorme na cidade. As famílias podiam receber visitantes nas suas casas.",
    "tourisme-patrimoine",
  ],
  [
    "A banda filarmónica faz cem anos e os instrumentos estão velhos. Procuramos músicos que venham ensinar os mais novos.",
    "culture-francophonie",
  ],
  [
    "Noventa alunos numa sala, sentados no chão, e o telhado voou com o vento. O professor é um rapaz sem formação.",
    "education-formation",
  ],
  [
    "Os miúdos jogam à bola na estrada. O campo não tem balizas nem vedação e o clube não tem treinador.",
    "jeunesse-sport",
  ],
  [
    "A grávida tem de andar seis horas até à maternidade. A parteira que tínhamos reformou-se e ninguém veio.",
    "sante-social",
  ],
  [
    "Na nossa vila os velhos estão sozinhos, os filhos emigraram. A junta quer organizar visitas e refeições ao domicílio.",
    "sante-social",
  ],
  [
    "Muita mulher apanha do marido e não tem para onde ir. A associação de mulheres quer abrir uma casa de abrigo.",
    "egalite-femmes-hommes",
  ],
  [
    "Nós precisar pessoa para ensinar funcionários usar computador, agora tudo é escrito à mão no papel e perde-se.",
    "numerique",
  ],
  [
    "Chegaram quatrocentas famílias venezuelanas ao município. Não falam português e os filhos não têm documentos.",
    "migrations-diasporas",
  ],
  [
    "O ciclone arrancou os telhados de toda a vila. Queremos saber como avisar a população antes do próximo.",
    "urgence-risques",
  ],
];

describe("a need in Portuguese", () => {
  it.each(NEEDS)("%s → %s", (description, theme) => {
    const { themes } = understand(buildNeed({ description }), lexicon);
    const shown = themes.filter(({ confidence }) => confidence >= SHOWN_FROM).map(({ code }) => code);
    expect(shown).toContain(theme);
  });
});

describe("Portuguese", () => {
  it.each([
    "O campo de futebol está alagado quando chove.",
    "A situação é grave: três grávidas morreram este ano por falta de ambulância.",
    "Queremos candidatar o centro histórico a património mundial.",
  ])("is known by a line of it: %s", (text) => {
    expect(languageOf(text)).toBe("pt");
  });

  const root = (word: string) => tokenise(word, "pt")[0]!.root;

  it.each([
    ["jovem", "jovens"],
    ["formação", "formacoes"],
    ["hospital", "hospitais"],
    ["potável", "potaveis"],
    ["projecto", "projetos"],
    ["rua", "ruas"],
  ])("has %s and %s for one word", (one, other) => {
    expect(root(one)).toBe(root(other));
  });

  it.each([
    ["marido", "mar"],
    ["vídeo", "vida"],
    ["grávidas", "grave"],
    ["livros", "livres"],
    ["sólidos", "sol"],
    ["meninas", "meninos"],
  ])("keeps %s and %s apart", (one, other) => {
    expect(root(one)).not.toBe(root(other));
  });
});
