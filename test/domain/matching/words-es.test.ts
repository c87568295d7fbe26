import { describe, expect, it } from "vitest";
import { understand } from "../../../server/domain/matching/understanding/understand.ts";
import type { ThemeCode } from "../../../server/domain/vocabulary.ts";
import { needOfCase, SHOWN_FROM } from "../../../server/matching/cases.ts";
import { loadLexicon } from "../../../server/reference/load.ts";

const lexicon = loadLexicon();

/** Small needs as people write them in Spanish, some of whom learnt it late, with the theme that must be shown. */
const NEEDS: readonly (readonly [string, ThemeCode])[] = [
  [
    "La bomba del pozo lleva meses dañada y las mujeres caminan dos horas para traer agua. Buscamos a alguien que nos enseñe a repararla.",
    "eau-assainissement",
  ],
  ["Se queman los desechos en el botadero todas las noches y el humo entra en las casas.", "dechets"],
  ["En la comunidad no hay corriente y los niños hacen la tarea con vela.", "energie-climat"],
  [
    "Los vecinos cortan el monte para leña y ya no quedan árboles en la loma. Queremos resembrar.",
    "biodiversite",
  ],
  [
    "Los pequeños productores de café venden a los coyotes porque no tienen donde secar el grano.",
    "agriculture-alimentation",
  ],
  [
    "La gente construye donde quiere en los cerros y las calles no tienen nombre. Pedimos apoyo.",
    "urbanisme-mobilite",
  ],
  ["Nadie paga el predial y el municipio no tiene con qué pagar la planilla.", "gouvernance-locale"],
  [
    "Muchos niños nacen en la aldea y nadie los inscribe; después no pueden sacar su cédula.",
    "gouvernance-locale",
  ],
  [
    "Las vendedoras del mercado viejo trabajan en el suelo, bajo la lluvia. Quisiéramos un galpón nuevo.",
    "developpement-economique",
  ],
  [
    "Llegan extranjeros a ver las ruinas pero no hay donde dormir; algunas familias quieren ofrecer cuartos.",
    "tourisme-patrimoine",
  ],
  [
    "Asociación de mujeres de Malabo: queremos abrir un rincón de lectura con cuentos para los niños del barrio.",
    "culture-francophonie",
  ],
  [
    "Nosotros grupo de pescadoras, el pescado se daña porque no hielo, no frigo. Pedimos ayuda para el venta.",
    "agriculture-alimentation",
  ],
  ["La maestra atiende seis grados en una sola aula con techo de lámina.", "education-formation"],
  [
    "Nosotras mujeres de pueblo no sabemos leer ni firmar, quiero clase de noche con método.",
    "education-formation",
  ],
  ["Los muchachos no tienen donde jugar pelota, la cancha es puro lodo.", "jeunesse-sport"],
  [
    "El puesto de salud está cerrado: no hay enfermera y las parturientas dan a luz en el camino.",
    "sante-social",
  ],
  ["Hay ancianos que viven solos y nadie los visita. ¿Cómo hacen otros ayuntamientos?", "sante-social"],
  [
    "Muchas señoras son golpeadas por el marido y no saben a quién acudir con sus hijos.",
    "egalite-femmes-hommes",
  ],
  [
    "Ninguna mujer es concejala en nuestro distrito; queremos que ellas hablen en las asambleas y se presenten como candidatas.",
    "egalite-femmes-hommes",
  ],
  [
    "En la alcaldía todo se hace en papel y los expedientes se pierden. Queremos pasar los trámites a la computadora.",
    "numerique",
  ],
  [
    "Cada semana llegan familias que huyen de su país y duermen en el parque; el ayuntamiento no sabe cómo acogerlas.",
    "migrations-diasporas",
  ],
  [
    "Cuando el río se crece se lleva las casas. No tenemos plan de evacuación ni alarma para avisar a la gente.",
    "urgence-risques",
  ],
  [
    "Dos comunidades se pelean desde la guerra, hay muertos y desconfianza. Queremos sentar a las dos partes.",
    "paix-droits",
  ],
  [
    "Asamblea de distrito: los alumnos de aquí no saben nada del mundo, queremos hablarles de los objetivos de desarrollo sostenible.",
    "citoyennete-mondiale",
  ],
  [
    "Nuestro pueblo está hermanado con un pueblo alemán y otro francés y queremos pedir fondos europeos juntos.",
    "europe-transfrontalier",
  ],
];

/** Words that share their stem with a word of another subject: the theme that must not be shown. */
const MISTAKABLE: readonly (readonly [string, ThemeCode])[] = [
  ["Los niños de la comunidad no tienen agua limpia en su casa.", "egalite-femmes-hommes"],
  ["Las mamás dejan a sus hijos pequeños solos para ir al trabajo.", "energie-climat"],
  ["La comuna busca una ciudad francesa para trabajar sobre el turismo.", "developpement-economique"],
  ["Los hermanos mayores cuidan a los niños cuando la escuela está cerrada.", "europe-transfrontalier"],
];

function shownThemes(description: string): ThemeCode[] {
  const asker = { kind: "autorite-etrangere", country: "HN" } as const;
  const need = needOfCase({ id: "es", why: "", title: "", description, asker, expect: {} });
  return understand(need, lexicon)
    .themes.filter(({ confidence }) => confidence >= SHOWN_FROM)
    .map(({ code }) => code);
}

describe("needs in Spanish", () => {
  it.each(NEEDS)("%s → %s", (description, theme) => {
    expect(shownThemes(description)).toContain(theme);
  });

  it.each(MISTAKABLE)("%s is not about %s", (description, theme) => {
    expect(shownThemes(description)).not.toContain(theme);
  });
});
