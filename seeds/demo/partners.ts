/**
 * How the sources name foreign partners, and which organisations those names stand for.
 */

/** Partners that are several authorities, or that have another name elsewhere; [] where no single authority is meant. */
const ORGANISATIONS_OF: Record<string, string[]> = {
  "Dschang et syndicat des communes de la Menoua": ["Dschang", "Syndicat des communes de la Menoua"],
  "Départements du Borgou et de l’Alibori": ["Département du Borgou", "Département de l’Alibori"],
  "Département d’Oussouye et régions partenaires du Maroc, du Togo et du Bénin": ["Département d’Oussouye"],
  "Plateau Central et communes de l’Oubritenga": ["Région du Plateau-Central"],
  "Euskadi et Navarre": ["Euskadi", "Navarre"],
  "Zorgho et communes du Ganzourgou": ["Zorgho"],
  "Land de Saxe-Anhalt, avec Fès-Meknès et Pardubice": ["Land de Saxe-Anhalt"],
  "Gouvernorat de la Grande Comore": ["Gouvernorat de Ngazidja (Grande Comore)"],
  "Gouvernorat de Ngazidja et association des maires de Ngazidja": [
    "Gouvernorat de Ngazidja (Grande Comore)",
    "Association des maires de Ngazidja",
  ],
  "Trois communes de Ngazidja (Grande Comore)": [],
  "Départements d’Usulután et d’Ahuachapán": ["Département d’Usulután", "Département d’Ahuachapán"],
  "Huit collectivités de la préfecture de Boffa": [],
  "Ministère brésilien de l’Environnement et neuf territoires": [],
  "Bureau technique des villes libanaises et communes": ["Bureau technique des villes libanaises"],
  "Jbeil-Byblos et Zghorta-Ehden": ["Jbeil-Byblos", "Zghorta-Ehden"],
  "État du Telangana et Hyderabad": ["État du Telangana", "Hyderabad"],
  "Suriname et États brésiliens frontaliers": [],
  "Collectivités de Macédoine du Nord": [],
  "Mutsamudu et Tsidjé": ["Mutsamudu", "Tsidjé"],
  "Agoè-Nyivé 2 et Kloto 1": ["Agoè-Nyivé 2", "Kloto 1 (Kpalimé)"],
  "Bohicon, puis Cotonou": ["Bohicon", "Cotonou"],
  "Gölbaşı et Besni": ["Gölbaşı", "Besni"],
  "Municipalités de Gölbaşı et de Besni": ["Gölbaşı", "Besni"],
  Dapaong: ["Tône 1 (Dapaong)"],
  "Collectivités du cercle de Yélimané": ["Cercle de Yélimané"],
  "Gouvernorat de la Province de Luang Prabang": ["Province de Luang Prabang"],
};

const TITLES = /^(ville|commune|municipalité|communauté territoriale|comité populaire) (de |d’)/i;

/** The organisations that a partner's name stands for; its first one speaks for all where one must. */
export function partnerOrganisations(name: string): string[] {
  return ORGANISATIONS_OF[name] ?? [name];
}

/** What two names of one foreign authority share: “Ville de Cotonou” and “Cotonou” are the same. */
export function partnerKey(country: string, name: string): string {
  const bare = name
    .replace(TITLES, "")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ı", "i")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${country}:${bare}`;
}
