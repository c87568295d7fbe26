import type { Random } from "./random.ts";

export type Person = { name: string; woman: boolean };

const split = (text: string) => text.split(" ");

const WOMEN = split(
  "Agathe Aïcha Amélie Anaïs Annick Awa Béatrice Brigitte Camille Carole Cécile Chantal Charlotte Christiane Claudine Colette Coralie Djamila Dominique Edwige Elsa Estelle Fabienne Fanta Florence Gaëlle Geneviève Hasna Ingrid Jeanne Josiane Julie Kadidia Latifa Lucie Lydie Manon Marguerite Marion Martine Mireille Morgane Myriam Nathalie Noémie Odile Oumou Pascale Pauline Rachida Rosalie Samira Solange Soraya Sylvie Thérèse Valentine Véronique Yasmine Zohra",
);
const MEN = split(
  "Adama Alexandre Ali Amadou André Antonin Arnaud Baptiste Benjamin Bertrand Boubacar Cédric Charles Christian Clément Damien David Denis Didier Éric Étienne Fabrice Félix Florent Francis Gaël Gilbert Grégory Hamid Hugues Ibrahima Jacques Joseph Julien Kamel Laurent Léon Lionel Louis Mamadou Martial Maurice Maxime Modibo Nabil Norbert Olivier Ousmane Patrice Pierre Quentin Raphaël René Robert Samuel Sébastien Simon Tanguy Victor Youssef",
);
const FAMILIES = split(
  "Adjovi Albertini Andrieu Arnoux Audibert Bailly Bamba Barbier Baron Bâ Beaumont Benoît Bernadet Berthelot Bertin Besson Blanchard Bonhomme Bonnefoy Bouchet Boulanger Bourgeois Bouvier Briand Brunel Camus Carlier Caron Castex Chauvin Chevallier Cissé Clerc Collet Cordier Cornu Coste Courtois Dasilva Dembélé Deschamps Devaux Dieng Doumbia Drouet Dubreuil Dufour Dupuis Duval Fabre Faure Ferrand Fofana Gaillard Garcia Gauthier Gérard Gilbert Gomis Gosselin Goubert Guichard Guyot Hamel Hebrard Hernandez Hoareau Houdebine Huet Jacquet Jaffré Jegou Joubert Kanouté Karam Kerleau Konaté Lacombe Lafont Lambert Langlois Laroche Lavigne Lecorre Leroux Lebreton Leclercq Leduc Legendre Lemoine Lepage Lévêque Lopez Maillard Mallet Marchand Maréchal Martel Martinez Maurel Menard Mercier Meunier Millet Monnier Moreau Mouret Navarro Ndoye Nguyen Noël Ollivier Paquet Parmentier Pelletier Perret Picard Pinto Poirier Pons Poulain Prévost Quéré Rabearivelo Ranaivo Raynaud Régnier Renaud Ricard Rivière Robin Rossi Rousseau Sabatier Samaké Sanogo Schneider Seguin Sidibé Simonet Tessier Thomas Touré Traoré Tranchant Vallet Vasseur Verdier Vidal Vincent Wagner Yao Zidane Ziani",
);

/** A French name drawn at random, with the gender that texts about the person must agree with. */
export function drawPerson(random: Random): Person {
  const woman = random.chance(0.5);
  const family = random.chance(0.06)
    ? `${random.pick(FAMILIES)}-${random.pick(FAMILIES)}`
    : random.pick(FAMILIES);
  return { name: `${random.pick(woman ? WOMEN : MEN)} ${family}`, woman };
}
