import { describe, expect, it } from "vitest";
import { languageOf } from "../../../server/domain/matching/understanding/recognise.ts";
import { stemOf } from "../../../server/domain/matching/understanding/stems.ts";
import { understand } from "../../../server/domain/matching/understanding/understand.ts";
import type { ThemeCode } from "../../../server/domain/vocabulary.ts";
import { needOfCase, SHOWN_FROM } from "../../../server/matching/cases.ts";
import { loadLexicon } from "../../../server/reference/load.ts";

const lexicon = loadLexicon();

/** Needs as they are told, not named; some by people whose first language is another one. */
const NEEDS: [text: string, theme: ThemeCode][] = [
  [
    "Our health post at Kolenten has been without a nurse since January. Mothers walk half a day to deliver their babies.",
    "sante-social",
  ],
  [
    "The hand pump broke again last dry season and nobody in the committee knows how to mend it, so the women go back to the stream.",
    "eau-assainissement",
  ],
  [
    "Lorries tip everything behind the stadium, children look for metal in the smoke. We are not knowing where to put our refuse.",
    "dechets",
  ],
  [
    "When night falls the whole trading centre is in darkness: the poles were planted but the lamps are dead since two years.",
    "energie-climat",
  ],
  [
    "People are cutting everything for charcoal and the hills have become bald. Our women's group would like to start a tree nursery.",
    "biodiversite",
  ],
  [
    "The tomatoes rot before the truck arrives. Is there a way to dry them or to keep them cool?",
    "agriculture-alimentation",
  ],
  ["The town is growing without any plan, people build where the water passes.", "urbanisme-mobilite"],
  [
    "Revenue collectors come back with empty bags and the assembly cannot pay its cleaners. How do others collect the property rate?",
    "gouvernance-locale",
  ],
  [
    "Many births are never registered in our district, then the child has no paper for the exam.",
    "gouvernance-locale",
  ],
  [
    "Seamstresses and soap makers of our association wish to borrow small amounts, the bank asks for a title they do not own.",
    "developpement-economique",
  ],
  [
    "We have waterfalls and old rock paintings, travellers pass without stopping. We would like young people to guide them and families to host them.",
    "tourisme-patrimoine",
  ],
  [
    "Old songs and drum rhythms are dying with the elders; can anyone come to record them?",
    "tourisme-patrimoine",
  ],
  [
    "The brass band from our valley would be glad to play with musicians from a French town.",
    "culture-francophonie",
  ],
  [
    "Ninety pupils in one room, they sit on stones, and when it rains the lesson stops.",
    "education-formation",
  ],
  [
    "Our carpentry and welding trainers use machines from 1975; we look for a technical college to renew the courses.",
    "education-formation",
  ],
  [
    "The boys sit all day at the junction and take tablets. Our youth officer has no budget for activities.",
    "jeunesse-sport",
  ],
  ["Girls football: no pitch, no coach, no shirts, but forty girls come each Saturday.", "jeunesse-sport"],
  ["Grandmothers living alone, nobody visits them, the sons are gone in Europe.", "sante-social"],
  [
    "Husbands beat and the police send the wives home. We of the women's forum want to open a safe house.",
    "egalite-femmes-hommes",
  ],
  [
    "All our files are on paper in one cupboard; the mayor wants citizens to ask for permits from their phone.",
    "numerique",
  ],
  [
    "Our people who live in Marseille and Lyon send money for feasts; we would like that they invest in the village also.",
    "migrations-diasporas",
  ],
  ["River came in the houses three times in two years. How to warn the people before?", "urgence-risques"],
  [
    "Herders and farmers of two villages are fighting, already four dead; the council of elders asks for mediators.",
    "paix-droits",
  ],
  [
    "Secondary school clubs: our students wants to understand why the world is so unequal and the 17 goals of United Nations.",
    "citoyennete-mondiale",
  ],
  [
    "Twinning committee in Wales: our friends in Brittany have grown old and since Brexit the coaches no longer come.",
    "europe-transfrontalier",
  ],

  // Others, which the first words had not all held.
  [
    "We are a cooperation office of a Kenyan county. Our dialysis machine stands idle, the technician retired and nobody in the county is able to repair it.",
    "sante-social",
  ],
  [
    "The barangay has to chlorinate but the people complain about the taste, they prefer the spring even if the children have diarrhoea after.",
    "eau-assainissement",
  ],
  ["Tricycle drivers refuse the new terminal and block the main street each morning.", "urbanisme-mobilite"],
  ["Our little town near Setubal wants to stop throwing the canteen leftovers in the bin.", "dechets"],
  [
    "We pay more for electricity of the town hall and the pumping station than for wages. We want to know how others have cut the bill.",
    "energie-climat",
  ],
  ["Elephants come at night and eat the maize. Last month they killed a farmer.", "biodiversite"],
  ["Goats die every dry season, the vet is 90 km away.", "agriculture-alimentation"],
  [
    "Children of the quarter have swollen feet and yellow hair, the mothers have only cassava to give.",
    "agriculture-alimentation",
  ],
  [
    "The old colonial customs house at the port is falling apart, we would like to restore it and make something with it.",
    "tourisme-patrimoine",
  ],
  ["Our clerks write births by hand in books which the termites eat.", "gouvernance-locale"],
  [
    "The council was elected last year, most of us never sat in a council before and we do not know our powers.",
    "gouvernance-locale",
  ],
  [
    "Weavers sell their cloth too cheap to middlemen in the city, they would like to reach customers in Europe.",
    "developpement-economique",
  ],
  ["We would want a hairdressing and sewing school for girls who have left school.", "education-formation"],
  [
    "Our library has 300 books, half of them in Russian. The teenagers do not come in.",
    "culture-francophonie",
  ],
  ["Theatre company of the deaf would like to meet a similar one.", "culture-francophonie"],
  [
    "Twenty boys in wheelchairs want to play basketball, we have only the asphalt in front of the market.",
    "jeunesse-sport",
  ],
  [
    "Young people of our region ask for a council of their own, the mayor agrees but we don't know how to begin.",
    "jeunesse-sport",
  ],
  [
    "Women in our district assembly are four out of fifty and they never take the floor.",
    "egalite-femmes-hommes",
  ],
  [
    "Every third girl of fifteen is already a mother here. The parents do not want to hear about the pill.",
    "egalite-femmes-hommes",
  ],
  [
    "Last week somebody entered in our system and encrypted all the land files. They ask for money.",
    "numerique",
  ],
  ["On our island the phone works only on the hill behind the church.", "numerique"],
  [
    "Many of our sons took the boat and we have no news of them. Those who were sent back are ashamed and hide.",
    "migrations-diasporas",
  ],
  [
    "Three thousand people came in two nights from the other side of the front line. They sleep in the school and in the church.",
    "migrations-diasporas",
  ],
  ["The volcano woke up in May; we have one siren and it does not work.", "urgence-risques"],
  ["Our fire brigade has one pump from 1982 and eight volunteers with no boots.", "urgence-risques"],
  [
    "Christians and Muslims used to celebrate together, since the killings of 2019 they don't greet each other.",
    "paix-droits",
  ],
  [
    "The community radio was closed by the police after the vote and its journalists are afraid.",
    "paix-droits",
  ],
  [
    "Our association in Scotland would like pupils to know where the clothes and the chocolate they buy come from and who is paid what.",
    "citoyennete-mondiale",
  ],
  [
    "We live on one side of the river and the hospital is on the other side, in the other country.",
    "europe-transfrontalier",
  ],
  [
    "A small Moldovan town wishes to prepare its services for the rules of the European Union.",
    "europe-transfrontalier",
  ],
  [
    "Dear Sirs, we are looking for the partnership with the municipality in France in the field of the garbage recycling and the protection of environment.",
    "dechets",
  ],
  ["Sand is eating our gardens, we plant euphorbia but it does not hold.", "biodiversite"],
  ["Sea comes in the cemetery. Each year we lose four metres.", "biodiversite"],
  ["Disabled people stay in their homes because there is not even one ramp in the city.", "sante-social"],
  [
    "Street vendors are chased each week, they come back each week. We want to give them a place with a roof.",
    "developpement-economique",
  ],
  [
    "We would like to speak French better: three of our teachers can come in summer for a course.",
    "culture-francophonie",
  ],
  ["The rain falls in the classrooms since the hurricane took the roof.", "education-formation"],
  ["Rice is not giving as before because rain is coming late and finishing early.", "energie-climat"],
  ["How do you name the streets and give numbers to ten thousand houses?", "urbanisme-mobilite"],
  [
    "The hand-over of the health centre to the municipality came without money nor staff from the ministry.",
    "gouvernance-locale",
  ],
  [
    "Our women make pots as their mothers did but the plastic basins are cheaper, nobody buys any more.",
    "developpement-economique",
  ],
  ["The tannery sends its red water in the stream where we take our water.", "eau-assainissement"],
  ["Old televisions and fridges are burned by boys behind the port to take the copper.", "dechets"],
  ["Poachers come from the city, our two guards have no vehicle and no radio.", "biodiversite"],
  ["Fishermen use small nets, the lake is giving less and less.", "agriculture-alimentation"],
  [
    "The bridge fell in 2019 and since then the sick are carried on a door across the water.",
    "urbanisme-mobilite",
  ],
  [
    "We are three villages with one bookkeeper and would like to put our services together.",
    "gouvernance-locale",
  ],
  ["Pilgrims walk through our town, they find no bed and no map.", "tourisme-patrimoine"],
  ["Our choir of 40 would love to sing with a choir in Alsace.", "culture-francophonie"],
  ["Parents take the boys out of class to herd cows. How can we bring them back?", "education-formation"],
  ["Mothers who cannot read ask for lessons after the field work.", "education-formation"],
  [
    "After the exam the young ones just sit and smoke. A hall and somebody to animate it would change much.",
    "jeunesse-sport",
  ],
  ["Many old men see badly and nobody measures their sugar.", "sante-social"],
  ["We have drawings of all the plots from 1970, on cloth. Who can bring it on a computer?", "numerique"],
  [
    "Families from Syria have come to our town of Jordan, the schools work in two shifts.",
    "migrations-diasporas",
  ],
  ["Forest burnt up to the first houses this summer, the hydrants were dry.", "urgence-risques"],
  ["Our Roma pupils sit apart in class and parents of the others want it so.", "paix-droits"],
  [
    "Our school wants to do something for the day of refugees and talk with the pupils about justice in the world.",
    "citoyennete-mondiale",
  ],
  [
    "Workers cross each morning to Luxembourg and the train is full. The mayors on both sides want to talk.",
    "europe-transfrontalier",
  ],
  ["Tea growers want the certificate which gives better price to the small ones.", "citoyennete-mondiale"],
  [
    "They cut our power to put pressure; the shelling hit the boiler of the hospital, how do mayors keep a town alive?",
    "urgence-risques",
  ],
  [
    "Could someone come for two weeks and show our masons how to restore lime walls of the mosque?",
    "tourisme-patrimoine",
  ],
  ["The committee wants to write the history of the African soldiers buried here.", "paix-droits"],
];

/** Short titles hold no small word by which a language is usually known. */
const TITLES = [
  "No water since three months",
  "Street lights broken everywhere",
  "School roof blown off by hurricane",
  "How can blind persons cast their ballot?",
  "Our clinic has no nurse",
];
const NOT_ENGLISH: [text: string, language: string][] = [
  ["Caractérisation ; compostage", "fr"],
  ["Formation WASH ; smart city", "fr"],
  ["Queremos un training para mujeres", "es"],
  ["Precisamos de training para a nossa escola", "pt"],
];

describe("an English title", () => {
  it.each(TITLES)("is known as one: %s", (title) => expect(languageOf(title)).toBe("en"));
  it.each(NOT_ENGLISH)("is not %s", (text, language) => expect(languageOf(text)).toBe(language));
});

describe("an English stem", () => {
  it.each([
    ["children", "child"],
    ["paid", "payment"],
    ["women", "woman"],
    ["organization", "organisation"],
    ["organized", "organise"],
    ["center", "centre"],
  ])("joins %s and %s", (one, other) => expect(stemOf(one, "en")).toBe(stemOf(other, "en")));
  it.each([
    ["cooperative", "cooperation"],
    ["interns", "international"],
    ["minority", "minors"],
    ["community", "communication"],
    ["employees", "employment"],
  ])("sets %s and %s apart", (one, other) => expect(stemOf(one, "en")).not.toBe(stemOf(other, "en")));
});

describe("a need in English, told in everyday words", () => {
  it.each(NEEDS)("%s → %s", (text, theme) => {
    const asker = { kind: "autorite-etrangere" as const, country: "GH" };
    const one = { id: "one", why: "", title: "", description: text, asker, expect: {} };
    const { themes } = understand(needOfCase(one), lexicon);
    const shown = themes.filter(({ confidence }) => confidence >= SHOWN_FROM);
    expect(shown.map(({ code }) => code)).toContain(theme);
  });
});
